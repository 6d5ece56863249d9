import org.jspecify.annotations.NullMarked;

/** Linux system calls through java.lang.foreign. For the project's own modules only. */
@NullMarked
@SuppressWarnings("module") // The modules it is exported to are built after this one.
module io.vfio4j.linux {
    requires static transitive org.jspecify;
    requires transitive io.vfio4j.core;

    exports io.vfio4j.linux to
            io.vfio4j.kernel,
            io.vfio4j.user;
}
