/// A place in a JSON value (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The member names and array indexes from the root on, unescaped.
    public let tokens: [String]

    /// The whole value.
    public static let root = JSONPointer(tokens: [])

    /// A pointer from its tokens.
    public init(tokens: [String]) { self.tokens = tokens }

    /// Reads a pointer: empty, or one `/` before each token, `~0` for `~` and `~1` for `/`.
    public init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        // By scalars: a combining mark after a slash makes one Character of the two.
        for part in text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            var token = String.UnicodeScalarView()
            var isEscaped = false
            for scalar in part {
                switch (isEscaped, scalar) {
                case (false, "~"): isEscaped = true
                case (true, "0"), (true, "1"):
                    token.append(scalar == "0" ? "~" : "/")
                    isEscaped = false
                case (true, _): return nil
                case (false, _): token.append(scalar)
                }
            }
            guard !isEscaped else { return nil }
            tokens.append(String(token))
        }
        self.tokens = tokens
    }

    /// The pointer to a member or element below this place.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// The text form, escaped.
    public var description: String {
        tokens.map { token in
            "/" + token.unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
        }.joined()
    }
}

/// What is wrong with one place of an input.
public struct Fault: Error, Hashable, Sendable {
    /// Where.
    public var pointer: JSONPointer
    /// What is wrong and what is expected there, as a sentence without a full stop.
    public var detail: String

    /// A fault at a place.
    public init(_ pointer: JSONPointer, _ detail: String) {
        self.pointer = pointer
        self.detail = detail
    }

    /// The same fault seen from further out.
    public func below(_ outer: JSONPointer) -> Fault {
        Fault(JSONPointer(tokens: outer.tokens + pointer.tokens), detail)
    }
}
