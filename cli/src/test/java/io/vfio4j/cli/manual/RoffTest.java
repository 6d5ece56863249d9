// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoffTest {

    @Test
    void shouldShowTextAsItIs() {
        String page = new Roff("vfio", "vfio4j 1")
                .line("it's `a-b` \"c\" ^~ \\n")
                .line(".TH")
                .toString();

        assertThat(page.lines().skip(4))
                .containsExactly("it\\(aqs \\(gaa\\-b\\(ga \\(dqc\\(dq \\(ha\\(ti \\(rsn", "\\&.TH");
    }

    @Test
    void shouldKeepTheLinesOfAnExample() {
        String page = new Roff("vfio", "vfio4j 1")
                .example(List.of("  vfio ls", "  .hidden"))
                .toString();

        assertThat(page).endsWith(".nf\nvfio ls\n\\&.hidden\n.fi\n.RE\n");
    }
}
