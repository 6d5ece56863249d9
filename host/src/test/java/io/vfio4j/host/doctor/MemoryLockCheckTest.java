// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import io.vfio4j.host.diagnosis.Verdict;
import org.junit.jupiter.api.Test;

class MemoryLockCheckTest extends CheckTest {
    MemoryLockCheckTest() {
        super("memlock");
    }

    @Test
    void shouldBeContentWithoutALimit() {
        assertOk("unlimited");
    }

    @Test
    void shouldWarnOfALowLimit() {
        machine.user(4711, 0).memoryLock("8388608");

        assertFound(Verdict.WARNING, "8192 KiB", "LimitMEMLOCK=infinity");
    }

    @Test
    void shouldKnowWhomTheLimitDoesNotConcern() {
        machine.memoryLock("8388608");

        assertOk("CAP_IPC_LOCK");
    }

    @Test
    void shouldKnowThatTheLimitConcernsTheRootOfAUserNamespace() {
        machine.memoryLock("8388608").tree().file("/proc/self/uid_map", "         0       1000          1");

        assertFound(Verdict.WARNING, "8192 KiB", "ulimit -l");
        machine.tree().file("/proc/self/uid_map", "         0          0 4294967295");
        assertOk("CAP_IPC_LOCK");
    }

    @Test
    void shouldBeContentWithAHighLimit() {
        machine.user(4711, 0).memoryLock("68719476736");

        assertOk("67108864 KiB");
    }

    @Test
    void shouldNotGuess() {
        machine.memoryLock("much");

        assertFound(Verdict.UNKNOWN, "cannot be read", "ulimit -l");
    }
}
