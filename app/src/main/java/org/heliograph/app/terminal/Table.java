package org.heliograph.app.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows under aligned columns; the last column is as wide as it likes.
public final class Table {
    private static final String GAP = "  ";

    /// One cell: its text and how it looks.
    private record Cell(String text, @Nullable Ink ink) {}

    private final List<List<Cell>> rows = new ArrayList<>();
    private final boolean headed;

    /// With no headings the table is a list of aligned rows.
    public Table(String... headings) {
        headed = headings.length > 0;
        if (headed) {
            row();
            for (var heading : headings) {
                cell(heading, Ink.FAINT);
            }
        }
    }

    /// Starts a row.
    public Table row() {
        rows.add(new ArrayList<>());
        return this;
    }

    public Table cell(String text) {
        return cell(text, null);
    }

    /// `text` may come from anyone: it is made safe here.
    public Table cell(String text, @Nullable Ink ink) {
        rows.getLast().add(new Cell(Plain.line(text), ink));
        return this;
    }

    public boolean isEmpty() {
        return rows.size() <= (headed ? 1 : 0);
    }

    String render(boolean colors) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (var row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], width(row.get(c).text));
            }
        }
        var out = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                var cell = row.get(c);
                boolean last = c == row.size() - 1;
                line.append(colors && cell.ink != null ? cell.ink.paint(cell.text) : cell.text);
                line.append(last ? "" : " ".repeat(widths[c] - width(cell.text)) + GAP);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    /// Terminal columns: wide East Asian characters and emoji take two, combining marks none.
    static int width(String text) {
        return text.codePoints().map(Table::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }
}
