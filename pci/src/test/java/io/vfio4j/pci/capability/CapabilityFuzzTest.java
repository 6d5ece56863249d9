// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.pci.capability;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vfio4j.pci.ConfigSpace;
import java.util.Arrays;

class CapabilityFuzzTest {

    @FuzzTest
    void shouldCopeWithAnyBytes(byte[] bytes) {
        int size = bytes.length > ConfigSpace.CONVENTIONAL_SIZE
                ? ConfigSpace.EXTENDED_SIZE
                : ConfigSpace.CONVENTIONAL_SIZE;
        RandomSpacesTest.check(ConfigSpace.of(Arrays.copyOf(bytes, size)), "input");
    }
}
