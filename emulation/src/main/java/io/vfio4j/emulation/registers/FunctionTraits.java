package io.vfio4j.emulation.registers;

/**
 * What decides how registers answer, and is not in the registers concerned.
 *
 * @param virtual a VF: much that its PF does for it is hardwired to 0 (PCIe 6.0, 9.3.3 to 9.3.7)
 * @param headerType 0 endpoint, 1 bridge, 2 CardBus bridge
 * @param express it has a PCI Express capability
 * @param vitalProductData what the VPD capability reads and writes
 */
public record FunctionTraits(boolean virtual, int headerType, boolean express, VitalProductData vitalProductData) {}
