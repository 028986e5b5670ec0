package org.heliograph.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
    @Test
    void whatAPeerWroteCannotActOnTheTerminal() {
        assertThat(Plain.line("a\u001b[31mred\u0007\n\rb\u009b2J\u202etxt.exe\u007f"))
                .isEqualTo("a␛[31mred␇␊␍b\\u009b2J\\u202etxt.exe␡")
                .doesNotContainPattern("\\p{Cntrl}");
        assertThat(Plain.block("one\n\u001btwo", "  ")).isEqualTo("one\n  ␛two");
        assertThat(Plain.line("grüße 日本 🙂")).isEqualTo("grüße 日本 🙂");
    }

    @Test
    void columnsLineUpWhateverTheScript() {
        var table = new Table("who", "what");
        table.row().cell("日本").cell("two wide characters");
        table.row().cell("e\u0301").cell("one character of two parts", Ink.GOOD);
        assertThat(table.render(false))
                .isEqualTo("who   what\n日本  two wide characters\ne\u0301     one character of two parts\n");
        assertThat(table.render(true)).contains("\u001b[32mone character of two parts\u001b[0m");
        assertThat(new Table("a", "b").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"90m, 5400", "2h, 7200", "7d, 604800", "1h30m, 5400", "30s, 30", "2w, 1209600", "'5 m ', ", "1500ms, 1"
    })
    void spansOfTimeAreRead(String text, Long seconds) {
        assertThat(Times.parse(text).map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "5", "5 m", "-5m", "5y", "1h 30m", "99999999999h"})
    void otherSpansAreNot(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"350, 350 ms", "12000, 12 s", "200000, 3 min 20 s", "7500000, 2 h 5 min", "86400000, 1 d", "-5000, 5 s"
    })
    void spansOfTimeAreSaid(long millis, String words) {
        assertThat(Times.span(Duration.ofMillis(millis))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "64k, 64000",
        "64KiB, 65536",
        "'500 MB', 500000000",
        "2G, 2000000000",
        "1gi, 1073741824",
        "0, 0",
        "999999999999G, 9223372036854775807"
    })
    void sizesAreRead(String text, long bytes) {
        assertThat(Sizes.parse(text)).hasValue(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5M", "1T", "64 kilo", "1234567890123"})
    void otherSizesAreNot(String text) {
        assertThat(Sizes.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1023, 1023 bytes", "65536, 64 KiB", "1048576, 1 MiB", "2147483648, 2 GiB"})
    void sizesAreSaid(long bytes, String words) {
        assertThat(Sizes.words(bytes)).isEqualTo(words);
    }

    @Test
    void progressIsOnlyForPeopleAtATerminal() {
        var err = new StringWriter();
        var screen = screen(new StringWriter(), err, new Terminal(false, true));
        try (var progress = screen.progress("Working")) {
            progress.step("first", 1, 2);
        }
        assertThat(err.toString()).contains("████████████░░░░░░░░░░░░ first").endsWith("\u001b[2K");
        var quiet = new StringWriter();
        try (var progress = screen(new StringWriter(), quiet, Terminal.NONE).progress("Working")) {
            progress.step("first", 1, 2);
        }
        assertThat(quiet.toString()).isEmpty();
    }

    @Test
    void aReaderWhoHasGoneEndsTheCommand() {
        var gone = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var screen = screen(gone, new StringWriter(), Terminal.NONE);
        assertThatThrownBy(() -> screen.object(new JsonObject())).isInstanceOf(ClosedPipe.class);
    }

    private static Screen screen(Writer out, Writer err, Terminal terminal) {
        return new Screen(new PrintWriter(out), new PrintWriter(err), false, terminal);
    }
}
