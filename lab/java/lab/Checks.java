// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.device.Errno;
import io.vfio4j.device.VfioException;
import java.util.Objects;

/**
 * Counts what is as it should be and reports each that is not, in the lines that lab/run reads. Any thread may use it.
 */
final class Checks {
    private final String name;
    private int passed;

    Checks(String name) {
        this.name = name;
    }

    /** Something that may fail. */
    interface Action {
        void run() throws Exception;
    }

    synchronized void equal(String what, Object expected, Object actual) {
        if (Objects.equals(expected, actual)) {
            passed++;
        } else {
            failed("%s: expected %s, got %s".formatted(what, expected, actual));
        }
    }

    void that(String what, boolean holds) {
        equal(what, true, holds);
    }

    /** An operation that must succeed. */
    void succeeds(String what, Action action) {
        try {
            action.run();
            equal(what, true, true);
        } catch (Exception e) {
            failed("%s: %s".formatted(what, e.getMessage()));
        }
    }

    /** An operation that must fail with an errno, and whose message must explain it with a word. */
    void fails(String what, Errno errno, String word, Action action) {
        try {
            action.run();
            failed("%s: succeeded instead of %s".formatted(what, errno));
        } catch (VfioException e) {
            equal(what + " (" + e.getMessage() + ")", errno, e.errno());
            if (!e.getMessage().contains(word)) {
                failed("%s: the message does not speak of '%s': %s".formatted(what, word, e.getMessage()));
            }
        } catch (Exception e) {
            failed("%s: %s".formatted(what, e));
        }
    }

    void failed(String what) {
        System.out.printf("LAB fail %s %s%n", name, what);
    }

    /** Reports what has passed since the last time. */
    synchronized void report(String what) {
        System.out.printf("LAB ok %s %d checks: %s%n", name, passed, what);
        passed = 0;
    }
}
