public import NetworkTypes

/// Settings of an interface that only /proc/sys has.
public enum InterfaceSettings {
    /// Whether the next address of a subnet moves up when its primary one is deleted, instead of going with it.
    ///
    /// `promote_secondaries` of `all` or of the interface: either one is enough (`IN_DEV_ORCONF` of the kernel's source).
    public static func promotesSecondaries(_ link: InterfaceName) -> Bool {
        ["all", link.description].contains { name in
            SmallFile.text("/proc/sys/net/ipv4/conf/\(name)/promote_secondaries").map { $0 != "0" } ?? false
        }
    }
}
