/// The name of a network interface.
public struct InterfaceName: Hashable, Sendable, LosslessStringConvertible {
    /// 15 bytes: `IFNAMSIZ` of `linux/if.h` less the terminator.
    public static let maximumByteCount = 15

    /// What a name looks like, in words.
    public static let form = "1 to 15 characters, no '/', ':', '%' or space, and neither all nor default"

    /// The name as the kernel keeps it.
    public let description: String

    /// One to 15 bytes, not `.` or `..`, with no `/`, `:` or white space, as `dev_valid_name()` in `net/core/dev.c` asks.
    ///
    /// No `%` either, since the kernel takes such a name as a template of others (`dev_get_valid_name()`), and neither `all` nor
    /// `default`, which mean other things below `/proc/sys/net` (`sysctl_dev_name_is_allowed()`).
    ///
    /// Bytes outside of printable ASCII are refused too: the kernel takes them, but no terminal shows them safely.
    public init?(_ description: String) {
        guard Self.isName(description, ofAtMost: Self.maximumByteCount), !description.contains("%"),
            description != "all", description != "default"
        else { return nil }
        self.description = description
    }

    /// Whether a text can name a link.
    static func isName(_ text: String, ofAtMost most: Int) -> Bool {
        (1...most).contains(text.utf8.count) && text != "." && text != ".."
            && text.utf8.allSatisfy { (33...126).contains($0) && $0 != 47 && $0 != 58 }
    }
}

extension InterfaceName: Comparable {
    /// By the bytes of the name.
    public static func < (left: InterfaceName, right: InterfaceName) -> Bool { left.description < right.description }
}
