@NullMarked
package io.vfio4j.linux;

import org.jspecify.annotations.NullMarked;
