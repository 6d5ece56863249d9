// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table whose columns are as wide as what is in them, and that is cut where a line would be too long. */
public final class Table {
    private final String[] heads;
    private final int[] shrinkable;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * An empty table.
     *
     * @param heads the columns' heads
     * @param shrinkable columns that may be cut, the first one first
     */
    public Table(String[] heads, int... shrinkable) {
        this.heads = heads.clone();
        this.shrinkable = shrinkable.clone();
    }

    public void add(String... cells) {
        if (cells.length != heads.length) {
            throw new IllegalArgumentException(
                    "a row must have %d cells: cells=%d".formatted(heads.length, cells.length));
        }
        rows.add(cells);
    }

    /** Heads and rows; every line ends with its last character. */
    public List<String> lines() {
        int[] widths = widths();
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(heads, widths));
        for (String[] row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[heads.length];
        for (int column = 0; column < heads.length; column++) {
            widths[column] = heads[column].length();
            for (String[] row : rows) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        int excess = Arrays.stream(widths).sum() + heads.length - 1 - Text.WIDTH;
        for (int column : shrinkable) {
            int cut = Math.clamp(excess, 0, Math.max(0, widths[column] - Math.max(6, heads[column].length())));
            widths[column] -= cut;
            excess -= cut;
        }
        return widths;
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            String cell = Text.fit(cells[column], widths[column]);
            line.append(cell).repeat(' ', widths[column] - cell.length() + 1);
        }
        return line.toString().stripTrailing();
    }
}
