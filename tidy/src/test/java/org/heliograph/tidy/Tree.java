package org.heliograph.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The checkout, as the rules see it: its modules, classes, sources and other texts.
record Tree(Path root) {
    /// What is shipped, in the order of the build.
    static final List<String> SHIPPED = List.of("crypto", "core", "store", "net", "sim", "app");

    private static final Set<String> NOT_OURS = Set.of(".git", ".helio", "target", "node_modules", ".idea", ".vscode");

    /// A file of text and its path from the root, with slashes.
    record Text(String path, String content) {
        String fileName() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    static Tree containingTheWorkingFolder() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("helio")) && Files.exists(folder.resolve("pom.xml"))) {
                return new Tree(folder);
            }
        }
        throw new IllegalStateException("not below a checkout");
    }

    List<ClassFacts> shippedClasses() {
        var classes = new ArrayList<ClassFacts>();
        for (var module : SHIPPED) {
            var folder = root.resolve(module).resolve("target/classes");
            if (!Files.exists(folder)) {
                throw new IllegalStateException(module + " is not compiled: run mvn verify from the root");
            }
            for (var file : files(folder)) {
                if (file.toString().endsWith(".class")) {
                    classes.add(ClassFacts.of(module, bytes(file)));
                }
            }
        }
        return classes;
    }

    /// Java sources whose path from the root holds `part`, such as `/src/main/`.
    List<Text> javaSources(String part) {
        return texts().stream()
                .filter(text -> text.path().endsWith(".java") && text.path().contains(part))
                .toList();
    }

    /// Every text file that is kept under version control, as far as its place tells.
    List<Text> texts() {
        var texts = new ArrayList<Text>();
        for (var file : files(root)) {
            try {
                texts.add(new Text(root.relativize(file).toString().replace('\\', '/'), Files.readString(file)));
            } catch (MalformedInputException _) {
                // not text: an image, an archive
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return texts;
    }

    boolean has(String path) {
        return Files.exists(root.resolve(path));
    }

    private List<Path> files(Path folder) {
        var files = new ArrayList<Path>();
        try (var entries = Files.list(folder)) {
            for (var entry : entries.sorted().toList()) {
                if (NOT_OURS.contains(entry.getFileName().toString())) {
                    continue; // in a second worktree .git is a file, with a path of this machine
                }
                if (Files.isRegularFile(entry)) {
                    files.add(entry);
                } else if (Files.isDirectory(entry)) {
                    files.addAll(files(entry));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return files;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
