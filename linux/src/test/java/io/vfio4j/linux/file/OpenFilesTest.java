// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept from peers that send descriptors. */
class OpenFilesTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 960",
        "512, 448",
        "256, 224",
        "8, 7",
        "7, 7",
        "0, 0",
        "1048576, 1048512",
        "9223372036854775807, 2147483583",
        "-1, 2147483583"
    })
    void shouldKeepAnEighthAndAtMost64(long limit, int ceiling) {
        assertThat(OpenFiles.ceilingForPeers(limit)).isEqualTo(ceiling);
    }

    @Test
    void shouldAskTheKernelForTheLimit() throws IOException {
        String soft = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .findFirst()
                .orElseThrow()
                .substring("Max open files".length())
                .strip()
                .replaceAll(" .*", "");
        long limit = soft.equals("unlimited") ? -1 : Long.parseLong(soft);
        assertThat(OpenFiles.ceilingForPeers()).isEqualTo(OpenFiles.ceilingForPeers(limit));
    }
}
