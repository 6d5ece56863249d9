// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vfio4j.host.diagnosis.Finding;
import io.vfio4j.host.diagnosis.Verdict;
import io.vfio4j.host.saved.SavedTree;
import io.vfio4j.host.testing.ForwardingTree;
import io.vfio4j.host.tree.SystemTree;
import io.vfio4j.pci.PciAddress;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * A root port without the end-end TLP prefix bit, which no QEMU has: the tree of a real kernel that found the bit
 * missing in the endpoint, with the bit moved from the port to the endpoint. The kernel behaves the same in both cases.
 */
class RootPortWithoutPrefixTest {
    private static final String ENDPOINT = "0000:02:00.0";
    private static final String PORT = "0000:00:09.0";

    @Test
    void shouldBlameTheRootPort() throws Exception {
        List<Finding> findings = Doctor.examine(new PrefixMoved(paths()), PciAddress.parse(ENDPOINT))
                .orElseThrow();

        Finding first = findings.stream()
                .filter(finding -> finding.verdict() == Verdict.PROBLEM)
                .findFirst()
                .orElseThrow();
        assertThat(first.check()).isEqualTo("prefix-path");
        assertThat(first.read()).isEqualTo("not supported by 0000:00:09.0 (root port)");
        assertThat(CheckTest.next(first)).isEqualTo("let the VMM set that bit in 0000:00:09.0 (root port)");
    }

    private static SystemTree paths() throws IOException, URISyntaxException {
        return SavedTree.read(
                Path.of(Objects.requireNonNull(RootPortWithoutPrefixTest.class.getResource("/lab-trees/paths.tar.gz"))
                        .toURI()));
    }

    /** Bit 21 of Device Capabilities 2, inverted in two functions. */
    private static final class PrefixMoved extends ForwardingTree {
        private static final int PREFIX = 0x20;

        PrefixMoved(SystemTree tree) {
            super(tree);
        }

        @Override
        public OpenFile open(String path) throws IOException {
            OpenFile file = super.open(path);
            if (!path.endsWith(ENDPOINT + "/config") && !path.endsWith(PORT + "/config")) {
                return file;
            }
            int place = expressOf(file) + 0x26;
            return new OpenFile() {
                @Override
                public int read(long position, byte[] target, int at, int length) throws IOException {
                    int got = file.read(position, target, at, length);
                    if (position <= place && place < position + got) {
                        target[at + place - (int) position] ^= PREFIX;
                    }
                    return got;
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        private static int expressOf(OpenFile file) throws IOException {
            byte[] bytes = new byte[256];
            file.read(0, bytes, 0, bytes.length);
            int offset = bytes[0x34] & 0xff;
            while (bytes[offset] != 0x10) {
                offset = bytes[offset + 1] & 0xff;
            }
            return offset;
        }
    }
}
