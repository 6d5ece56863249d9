package io.vfio4j.pci;

import com.code_intelligence.jazzer.junit.FuzzTest;
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
