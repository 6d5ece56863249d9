// SPDX-License-Identifier: Apache-2.0
package io.vfio4j.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingDeviceTest {
    private static final MemorySegment BUFFER = MemorySegment.ofArray(new byte[8]);
    private static final DmaRegion REGION =
            new DmaRegion(0, DmaSpace.PAGE_SIZE, true, true, new SegmentMemory(MemorySegment.ofArray(new byte[4096])));

    private record Call(Method method, List<Object> arguments) {}

    private final List<Call> calls = new ArrayList<>();

    static Stream<Method> operations() {
        return Arrays.stream(VfioDevice.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldForwardEveryOperationWithItsArgumentsAndItsAnswer(Method operation) throws Exception {
        Object answer = sample(operation.getReturnType(), 7);
        VfioDevice behind = (VfioDevice) Proxy.newProxyInstance(
                VfioDevice.class.getClassLoader(), new Class<?>[] {VfioDevice.class}, (_, method, arguments) -> {
                    calls.add(new Call(method, arguments == null ? List.of() : List.of(arguments)));
                    return answer;
                });
        Object[] arguments = new Object[operation.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = sample(operation.getParameterTypes()[i], i + 1);
        }

        Object returned = operation.invoke(new ForwardingDevice(behind) {}, arguments);

        assertThat(returned).isEqualTo(answer);
        assertThat(calls).containsExactly(new Call(operation, List.of(arguments)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldLeaveNoOperationToADefaultMethodThatAWrapperCouldForget(Method operation) throws Exception {
        assertThat(operation.isDefault()).isFalse();
        assertThat(ForwardingDevice.class
                        .getMethod(operation.getName(), operation.getParameterTypes())
                        .getDeclaringClass())
                .isEqualTo(ForwardingDevice.class);
    }

    private static Object sample(Class<?> type, int number) {
        if (type == int.class) {
            return number;
        }
        if (type == long.class) {
            return (long) number;
        }
        List<Object> samples = List.of(
                "name",
                BUFFER,
                List.of(REGION),
                REGION,
                Optional.empty(),
                IrqSet.disable(number),
                DeviceOrigin.UNKNOWN,
                new DeviceInfo(DeviceInfo.PCI, number, number),
                RegionInfo.absent(number, 0),
                new IrqInfo(number, 0, 0));
        return samples.stream().filter(type::isInstance).findFirst().orElse(null);
    }
}
