package org.heliograph.app.command;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.heliograph.app.door.Problem;
import org.heliograph.app.terminal.ClosedPipe;
import org.heliograph.core.StoreFailure;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Runs one command line and says how it ended.
public final class Cli {
    private static final Map<String, Class<? extends HelioCommand>> COMMANDS = commands();

    /// Commands with commands of their own.
    private static final Map<String, Supplier<HelioCommand>> GROUPS = groups();

    private Cli() {}

    private static Map<String, Supplier<HelioCommand>> groups() {
        var groups = new LinkedHashMap<String, Supplier<HelioCommand>>();
        groups.put("contact", ContactCommand::new);
        groups.put("network", NetworkCommand::new);
        groups.put("bundle", BundleCommand::new);
        return groups;
    }

    private static Map<String, Class<? extends HelioCommand>> commands() {
        var commands = new LinkedHashMap<String, Class<? extends HelioCommand>>();
        commands.put("init", InitCommand.class);
        commands.put("up", UpCommand.class);
        commands.put("card", CardCommand.class);
        commands.put("send", SendCommand.class);
        commands.put("messages", MessagesCommand.class);
        commands.put("where", WhereCommand.class);
        commands.put("restored", RestoredCommand.class);
        commands.put("status", StatusCommand.class);
        commands.put("peers", PeersCommand.class);
        commands.put("demo", DemoCommand.class);
        commands.put("sim", SimCommand.class);
        return commands;
    }

    /// The exit code: 0 done, 1 it could not be done, 2 wrong usage, 3 a wait ran out, 4 the store.
    public static int run(List<String> arguments, Surroundings surroundings) {
        int code = commandLine(arguments, surroundings).execute(arguments.toArray(String[]::new));
        surroundings.out().flush();
        surroundings.err().flush();
        return code;
    }

    private static CommandLine commandLine(List<String> arguments, Surroundings surroundings) {
        var commandLine = new CommandLine(new Helio(surroundings));
        addCommands(commandLine, arguments);
        return commandLine
                .setOut(surroundings.out())
                .setErr(surroundings.err())
                .setUsageHelpAutoWidth(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        surroundings.terminal().colors() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((wrong, written) -> explain(wrong, surroundings))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, surroundings));
    }

    /// Learns only the commands whose names were written: to know one costs start-up time. All, when none was.
    private static void addCommands(CommandLine commandLine, List<String> arguments) {
        boolean named = Stream.of(COMMANDS, GROUPS)
                .flatMap(all -> all.keySet().stream())
                .anyMatch(arguments::contains);
        COMMANDS.forEach((name, type) -> {
            if (!named || arguments.contains(name)) {
                commandLine.addSubcommand(name, type);
            }
        });
        GROUPS.forEach((name, group) -> {
            if (!named || arguments.contains(name)) {
                commandLine.addSubcommand(name, group.get());
            }
        });
    }

    private static int explain(ParameterException wrong, Surroundings surroundings) {
        var err = surroundings.err();
        var command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        err.println("helio: " + wrong.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.println("Nothing was done. `" + command + " --help` shows what it takes, with an example.");
        }
        return Problem.Exit.USAGE.code();
    }

    private static int report(Exception failure, Surroundings surroundings) {
        return switch (failure) {
            case ClosedPipe closed -> Problem.Exit.FAILED.code(); // as any filter ends whose reader has left
            case Problem problem -> say(problem.words(), problem.exit(), surroundings);
            case StoreFailure store -> say(words(store), Problem.Exit.STORE, surroundings);
            case IOException io -> say(words(io), Problem.Exit.FAILED, surroundings);
            case InterruptedException stopped ->
                say("Stopped before it was done. What was accepted is safe.", Problem.Exit.FAILED, surroundings);
            default -> bug(failure, surroundings);
        };
    }

    private static int say(String words, Problem.Exit exit, Surroundings surroundings) {
        surroundings.err().println("helio: " + words);
        return exit.code();
    }

    private static String words(Exception failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static int bug(Exception failure, Surroundings surroundings) {
        var where = failure.getStackTrace().length == 0 ? "" : " at " + failure.getStackTrace()[0];
        return say(
                "Something inside failed that should not (" + failure.getClass().getSimpleName() + where
                        + "). What was accepted before is safe. Please report it.",
                Problem.Exit.FAILED,
                surroundings);
    }
}
