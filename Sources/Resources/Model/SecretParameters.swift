/// Parameters of a URL's query whose values are secrets (RFC 3986 §3.4).
public enum SecretParameters {
    /// What they are called.
    public static let names = [
        "jointoken", "token", "access_token", "key", "api_key", "apikey", "password", "secret", "sig", "signature",
    ]

    /// The first in a URL that has a value; `nil` for none.
    public static func first(in url: String) -> String? {
        names.first { name in
            ["?", "&"].contains { mark in
                url.ranges(of: mark + name + "=").contains {
                    !url[$0.upperBound...].prefix { $0 != "&" && $0 != "#" }.isEmpty
                }
            }
        }
    }
}
