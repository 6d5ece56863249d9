// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.kernel.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.sysfs.IommuGroup;
import io.vfio4j.host.testing.TreeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever opens a group that is open is told who has it, and how it is shared. */
class GroupMembersTest {
    private static final String NODE = "/dev/vfio/7";

    @TempDir
    private Path folder;

    private TreeBuilder builder;

    @BeforeEach
    void setUp() {
        builder = new TreeBuilder(folder);
        builder.function("0000:3a:00.0").driver("vfio-pci").group(7);
        builder.function("0000:3a:00.1").group(7);
        builder.directory(
                builder.function("0000:3a:00.2").driver("vfio-pci").group(7).directory() + "/vfio-dev/vfio2");
        builder.file("/proc/42/comm", "java").rawLink("/proc/self", "42");
        builder.rawLink("/proc/42/fd/1", "socket:[4711]");
        builder.file("/proc/99/comm", "qemu").rawLink("/proc/99/fd/3", "/dev/vfio/vfio");
    }

    @Test
    void shouldNameTheProcessThatHasTheGroup() {
        builder.rawLink("/proc/99/fd/20", NODE);

        assertThat(busy()).contains("process 99 (qemu) has /dev/vfio/7 open", "VfioContainer");
    }

    @Test
    void shouldNameThisProcessAsSuch() {
        builder.rawLink("/proc/42/fd/9", NODE);

        assertThat(busy()).contains("this process has /dev/vfio/7 open", "VfioContainer");
    }

    @Test
    void shouldNameTheProcessThatHasAFunctionOfIt() {
        builder.rawLink("/proc/99/fd/20", "/dev/vfio/devices/vfio2");

        assertThat(busy()).contains("process 99 (qemu) has /dev/vfio/devices/vfio2 open");
    }

    @Test
    void shouldSayWhatItIsWhenNobodyIsShown() {
        assertThat(busy()).contains("this or another process has it", "VfioContainer");
    }

    @Test
    void shouldTellTheDriversOfItsFunctions() {
        assertThat(GroupMembers.describe(builder.tree(), group()))
                .isEqualTo("0000:3a:00.0 vfio-pci, 0000:3a:00.1 no driver, 0000:3a:00.2 vfio-pci");
    }

    private String busy() {
        return GroupMembers.busy(builder.tree(), NODE, group());
    }

    private IommuGroup group() {
        return IommuGroup.read(builder.tree(), 7);
    }
}
