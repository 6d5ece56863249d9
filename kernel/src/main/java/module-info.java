import org.jspecify.annotations.NullMarked;

/** The kernel's VFIO: a client of its ioctls, what sysfs says, and why PASID does not work. */
@NullMarked
module io.vfio4j.kernel {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;
    requires io.vfio4j.linux;

    exports io.vfio4j.kernel.binding;
    exports io.vfio4j.kernel.device;
    exports io.vfio4j.kernel.doctor;
    exports io.vfio4j.kernel.saved;
    exports io.vfio4j.kernel.sysfs;
}
