import CMnl

/// The memory that this process holds.
public enum ProcessMemory {
    /// Gives back to the kernel what was freed but kept for the next allocation (malloc_trim(3)).
    public static func trim() { _ = malloc_trim(0) }
}
