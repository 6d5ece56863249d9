// SPDX-License-Identifier: Apache-2.0
package lab;

import io.vfio4j.pci.ConfigSpace;
import io.vfio4j.pci.capability.ExtendedHeader;
import io.vfio4j.pci.lspci.LspciDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Prints those of the files (each a function as lspci dumps it) whose extended list comes back to where it was. QEMU,
 * which does not look out for that, walks it for ever and never starts (pcie_find_capability_list).
 */
final class EndlessLists {
    private EndlessLists() {}

    public static void main(String[] files) throws IOException {
        for (String file : files) {
            ConfigSpace config =
                    LspciDump.parse(Files.readString(Path.of(file))).getFirst().config();
            if (config.extended() && endless(config)) {
                System.out.println(file);
            }
        }
    }

    private static boolean endless(ConfigSpace config) {
        BitSet seen = new BitSet();
        int offset = ConfigSpace.CONVENTIONAL_SIZE;
        while (offset >= ConfigSpace.CONVENTIONAL_SIZE && !seen.get(offset)) {
            seen.set(offset);
            offset = ExtendedHeader.next(config.u32(offset));
        }
        return offset >= ConfigSpace.CONVENTIONAL_SIZE;
    }
}
