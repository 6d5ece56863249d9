// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.examination;

import io.vfio4j.host.diagnosis.Step;
import io.vfio4j.host.diagnosis.Verdict;
import java.util.List;

/**
 * The judgement of one check.
 *
 * @param verdict the judgement itself
 * @param read what was read, in words, without a full stop
 * @param next what to do, as exactly as it can be told; none when nothing needs to be done
 */
public record Diagnosis(Verdict verdict, String read, List<Step> next) {

    /** Copies the list of steps. */
    public Diagnosis {
        next = List.copyOf(next);
    }

    /** Judges that all is in order. */
    public static Diagnosis ok(String read) {
        return new Diagnosis(Verdict.OK, read, List.of());
    }

    /** Judges that something works, though the reader should know of it. */
    public static Diagnosis warning(String read, String advice) {
        return of(Verdict.WARNING, read, new Step.Advice(advice));
    }

    /** Judges that something does not work. */
    public static Diagnosis problem(String read, String advice) {
        return of(Verdict.PROBLEM, read, new Step.Advice(advice));
    }

    /** Says that nothing can be judged, because something could not be read. */
    public static Diagnosis unknown(String read, String advice) {
        return of(Verdict.UNKNOWN, read, new Step.Advice(advice));
    }

    /** Judges as told, with the steps to take one after the other. */
    public static Diagnosis of(Verdict verdict, String read, Step... next) {
        return new Diagnosis(verdict, read, List.of(next));
    }
}
