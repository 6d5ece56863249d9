package io.vfio4j.emulation;

/** The bare function's registers. */
final class HardwareConfig extends ConfigRegion {
    private final PciFunction function;

    HardwareConfig(String target, PciFunction function) {
        super(target, function.configSize());
        this.function = function;
    }

    @Override
    int chunk(int position, int left) {
        return VirtualSpace.naturalWidth(position, left);
    }

    @Override
    int readChunk(int position, int count) {
        return function.readConfig(position, count);
    }

    @Override
    void writeChunk(int position, int count, int value) {
        function.writeConfig(position, count, value);
    }
}
