package io.vfio4j.emulation;

/** Power Management: vfio_pm_config_write(). */
final class PowerAccessRules extends TableRules {
    private static final int CONTROL = 4;
    private static final int STATE_MASK = 3;

    private final HostPower power;

    PowerAccessRules(HostFunction host, VirtualSpace shadow) {
        super(host.function(), shadow, PermissionTables.POWER_MANAGEMENT);
        this.power = host.power();
    }

    @Override
    public void write(int position, int count, int offset, int value) {
        super.write(position, count, offset, value);
        if (offset == CONTROL) {
            power.change(value & STATE_MASK);
        }
    }
}
