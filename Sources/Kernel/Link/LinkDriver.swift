import CMnl
import NetworkTypes

/// Which driver serves a link, and where its device is.
public struct LinkDriver: Hashable, Sendable {
    /// The driver's name, such as `virtio_net` or `veth`.
    public let name: String
    /// The driver's version; kernel drivers mostly give the kernel's.
    public let version: String
    /// The firmware's version, or empty.
    public let firmwareVersion: String
    /// The device's place, such as `0000:00:03.0`; empty for what has no device.
    public let busPath: String
    /// PCI vendor and device, such as `1af4:1000`; empty for what isn't a PCI device.
    public let pciID: String

    /// One from its parts.
    public init(
        name: String, version: String = "", firmwareVersion: String = "", busPath: String = "", pciID: String = ""
    ) {
        self.name = name
        self.version = version
        self.firmwareVersion = firmwareVersion
        self.busPath = busPath
        self.pciID = pciID
    }
}

extension DriverControl {
    /// The driver of a link (`ETHTOOL_GDRVINFO`); `nil` when its driver doesn't tell.
    func driver(of link: InterfaceName) -> LinkDriver? {
        var information = ethtool_drvinfo()
        information.cmd = UInt32(ETHTOOL_GDRVINFO)
        guard call(link, &information) == 0 else { return nil }
        let busPath = Self.text(information.bus_info)
        return LinkDriver(
            name: Self.text(information.driver), version: Self.text(information.version),
            firmwareVersion: Self.text(information.fw_version), busPath: busPath, pciID: Self.pciID(busPath))
    }

    /// A text in an array of bytes, up to the first NUL.
    private static func text<Array>(_ array: Array) -> String {
        withUnsafeBytes(of: array) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private static func pciID(_ busPath: String) -> String {
        guard !busPath.isEmpty, busPath.utf8.allSatisfy({ $0 != UInt8(ascii: "/") }) else { return "" }
        let parts = ["vendor", "device"].compactMap { SmallFile.text("/sys/bus/pci/devices/\(busPath)/\($0)") }
        return parts.count == 2
            ? parts.map { $0.replacing("0x", with: "", maxReplacements: 1) }.joined(separator: ":") : ""
    }
}
