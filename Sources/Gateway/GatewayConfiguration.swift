/// Where the gateway listens, and whom it lets in.
public struct GatewayConfiguration: Sendable {
    /// The unix socket's path.
    public var socketPath: String
    /// The group that may use the socket; one that the host doesn't have is left out.
    public var socketGroup: String?
    /// Where TCP listens, if it does; without TLS only a loopback address will do.
    public var listen: (host: String, port: Int)?
    /// The file of bearer tokens.
    ///
    /// One `<name> <token>` a line, mode 0600. Without it nobody writes over TCP.
    public var tokenFile: String?
    /// What `/version` says.
    public var version: String
    /// The folder below which the host's files lie, as `/version` says it to who reads them.
    public var root: String
    /// The largest inputs and longest waits.
    public var limits: Limits

    /// A configuration; only the socket has no default.
    public init(
        socketPath: String, socketGroup: String? = "netstrata", listen: (host: String, port: Int)? = nil,
        tokenFile: String? = nil, version: String = "0", root: String = "/", limits: Limits = Limits()
    ) {
        self.socketPath = socketPath
        self.socketGroup = socketGroup
        self.listen = listen
        self.tokenFile = tokenFile
        self.version = version
        self.root = root
        self.limits = limits
    }
}

/// Why the gateway can't start.
public enum GatewayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another daemon answers on the socket.
    case socketInUse(path: String)
    /// Something that isn't a socket lies at the path.
    case notASocket(path: String)
    /// The address isn't a loopback address, and there is no TLS.
    case needsTLS(host: String)
    /// The token file is missing, readable by others, or holds no token.
    case tokenFile(path: String, detail: String)
    /// The socket's mode or group couldn't be set.
    case socketMode(path: String, detail: String)

    /// The reason in words.
    public var description: String {
        switch self {
        case .socketInUse(let path): "another daemon answers on \(path)"
        case .notASocket(let path): "\(path) is there and isn't a socket"
        case .needsTLS(let host):
            "\(host) isn't a loopback address; elsewhere TCP needs TLS, which this version doesn't have"
        case .tokenFile(let path, let detail): "the token file \(path) \(detail)"
        case .socketMode(let path, let detail): "the mode of \(path) can't be set: \(detail)"
        }
    }
}
