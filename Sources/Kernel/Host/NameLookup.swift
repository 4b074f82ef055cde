import CMnl
import Glibc
public import NetworkTypes

/// Looks up hosts' names as the host's own resolver does (getaddrinfo(3)).
public enum NameLookup {
    /// The most addresses of one name.
    private static let limit = 16

    /// The addresses of a name in the order in which they should be tried; takes as long as the resolver is patient.
    ///
    /// A thread of its own waits, and goes on when nobody waits any more: the resolver can't be interrupted.
    ///
    /// - Throws: Why there are none.
    public static func addresses(of name: DomainName) async throws(ProbeFailure) -> [IPAddress] {
        let result: Result<[IPAddress], ProbeFailure> = await withCheckedContinuation { waiter in
            do throws(KernelError) {
                try startThread(label: "name-lookup") {
                    do throws(ProbeFailure) {
                        waiter.resume(returning: .success(try resolve(name)))
                    } catch {
                        waiter.resume(returning: .failure(error))
                    }
                }
            } catch {
                waiter.resume(returning: .failure(.unavailable(error)))
            }
        }
        return try result.get()
    }

    /// The same on the caller's thread, which it blocks.
    static func resolve(_ name: DomainName) throws(ProbeFailure) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(name.description, nil, &hints, &list)
        guard result == 0 else {
            throw .unresolved(name: name.description, words: String(cString: gai_strerror(result)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [IPAddress] = []
        var next = list
        while let entry = next?.pointee, addresses.count < limit {
            if let address = SocketAddress.ip(entry.ai_addr, Int(entry.ai_addrlen)), !addresses.contains(address) {
                addresses.append(address)
            }
            next = entry.ai_next
        }
        return addresses
    }
}
