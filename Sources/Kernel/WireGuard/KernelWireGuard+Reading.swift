import CMnl
import Glibc
import NetworkTypes

extension KernelWireGuard {
    /// Puts together what the messages of a dump say; a peer that doesn't fit into one goes on in the next.
    init(parts: [KernelWireGuard]) {
        self = parts.first ?? KernelWireGuard()
        for part in parts.dropFirst() {
            var peers = part.peers[...]
            if let last = self.peers.last, let next = peers.first, last.publicKey == next.publicKey {
                self.peers[self.peers.count - 1].allowedIPs += next.allowedIPs
                peers.removeFirst()
            }
            self.peers += peers
        }
    }

    /// Reads one message.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> KernelWireGuard? {
        var device = KernelWireGuard()
        var attributes = AttributeCursor(payload)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case WGDEVICE_A_PRIVATE_KEY.rawValue: device.privateKey = try bytes.secret(of: attribute)
            case WGDEVICE_A_PUBLIC_KEY.rawValue: device.publicKey = try bytes.key(of: attribute)
            case WGDEVICE_A_LISTEN_PORT.rawValue: device.listenPort = try bytes.value(UInt16.self, of: attribute)
            case WGDEVICE_A_FWMARK.rawValue: device.firewallMark = try bytes.value(UInt32.self, of: attribute)
            case WGDEVICE_A_PEERS.rawValue:
                var peers = AttributeCursor(nestedIn: attribute)
                while let peer = try peers.next(in: bytes) {
                    device.peers.append(try KernelWireGuardPeer(bytes, peer))
                }
            default: break
            }
        }
        return device
    }
}

extension KernelWireGuardPeer {
    fileprivate init(_ bytes: borrowing RawSpan, _ nest: Attribute) throws(KernelError) {
        var key: WireGuardKey?
        var (secret, endpoint, keepalive): (WireGuardSecretKey?, Endpoint?, UInt16) = (nil, nil, 0)
        var (prefixes, traffic): ([IPPrefix], WireGuardTraffic) = ([], WireGuardTraffic())
        var attributes = AttributeCursor(nestedIn: nest)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case WGPEER_A_PUBLIC_KEY.rawValue: key = try bytes.key(of: attribute)
            case WGPEER_A_PRESHARED_KEY.rawValue: secret = try bytes.secret(of: attribute)
            case WGPEER_A_ENDPOINT.rawValue: endpoint = try bytes.endpoint(of: attribute)
            case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL.rawValue:
                keepalive = try bytes.value(UInt16.self, of: attribute)
            case WGPEER_A_LAST_HANDSHAKE_TIME.rawValue:
                let seconds = try bytes.value(Int64.self, of: attribute)
                traffic.lastHandshake = seconds == 0 ? nil : seconds
            case WGPEER_A_RX_BYTES.rawValue: traffic.received = try bytes.value(UInt64.self, of: attribute)
            case WGPEER_A_TX_BYTES.rawValue: traffic.sent = try bytes.value(UInt64.self, of: attribute)
            case WGPEER_A_ALLOWEDIPS.rawValue:
                var entries = AttributeCursor(nestedIn: attribute)
                while let entry = try entries.next(in: bytes) { prefixes.append(try bytes.allowedIP(of: entry)) }
            default: break
            }
        }
        guard let key else { throw .malformed("a peer without a public key") }
        self.init(publicKey: key)
        (presharedKey, self.endpoint, self.keepalive) = (secret, endpoint, keepalive)
        (allowedIPs, self.traffic) = (prefixes, traffic)
    }
}

extension RawSpan {
    fileprivate func key(of attribute: Attribute) throws(KernelError) -> WireGuardKey {
        let payload = attribute.payload
        guard payload.count == WireGuardKey.length else { throw .malformed("a key of \(payload.count) bytes") }
        var words = WireGuardKey.Words()
        for place in 0..<4 {
            guard let word = load(UInt64.self, at: payload.lowerBound + place * 8, in: payload) else { continue }
            words[place] = UInt64(littleEndian: word)
        }
        return WireGuardKey(words: words)
    }

    fileprivate func secret(of attribute: Attribute) throws(KernelError) -> WireGuardSecretKey? {
        let secret = WireGuardSecretKey(try key(of: attribute))
        return secret.isNone ? nil : secret
    }

    /// A `struct sockaddr_in` or `sockaddr_in6`; `nil` for what has no port.
    fileprivate func endpoint(of attribute: Attribute) throws(KernelError) -> Endpoint? {
        let family = try value(sa_family_t.self, of: attribute)
        let start = attribute.payload.lowerBound
        // The port comes after the family in both; the address after that, or after `sin6_flowinfo`.
        guard let port = load(UInt16.self, at: start + 2, in: attribute.payload) else {
            throw .malformed("an endpoint of \(attribute.payload.count) bytes")
        }
        let (offset, kind): (Int, AddressFamily) = Int32(family) == AF_INET6 ? (8, .inet6) : (4, .inet4)
        let end = start + offset + kind.bitWidth / 8
        guard end <= attribute.payload.upperBound else {
            throw .malformed("an endpoint of \(attribute.payload.count) bytes")
        }
        return Endpoint(.address(try address(in: start + offset..<end, family: kind)), port: UInt16(bigEndian: port))
    }

    fileprivate func allowedIP(of entry: Attribute) throws(KernelError) -> IPPrefix {
        var (family, length): (AddressFamily, Int?) = (.inet4, nil)
        var place: Attribute?
        var attributes = AttributeCursor(nestedIn: entry)
        while let attribute = try attributes.next(in: self) {
            switch UInt32(attribute.type) {
            case WGALLOWEDIP_A_FAMILY.rawValue:
                family = Int32(try value(UInt16.self, of: attribute)) == AF_INET6 ? .inet6 : .inet4
            case WGALLOWEDIP_A_IPADDR.rawValue: place = attribute
            case WGALLOWEDIP_A_CIDR_MASK.rawValue: length = Int(try value(UInt8.self, of: attribute))
            default: break
            }
        }
        guard let place, let length,
            let prefix = IPPrefix(address: try address(of: place, family: family), length: length)
        else { throw .malformed("an allowed IP without its parts") }
        return prefix
    }
}
