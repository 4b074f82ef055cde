import Audit
import Testing

/// The roots that implementations of RFC 6962 agree upon (certificate-transparency's reference vectors).
@Suite struct `A Merkle tree` {
    static let leaves = ["", "\0", "\u{10}", " !", "01", "@ABC", "PQRSTUVW", "`abcdefghijklmno"]
    static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    @Test func `has the roots of RFC 6962`() {
        var tree = MerkleTree()
        #expect(tree.root == nil)
        for (leaf, root) in zip(Self.leaves, Self.roots) {
            tree.append(AuditDigest(line: leaf))
            #expect(tree.root?.hex == root)
        }
    }

    @Test(arguments: 1...20) func `proves each leaf, and no other`(count: Int) throws {
        let leaves = (0..<count).map { AuditDigest(line: "leaf \($0)") }
        let root = try #require(MerkleTree(leaves).root)
        for (index, leaf) in leaves.enumerated() {
            let path = try #require(MerkleTree.path(to: index, in: leaves[...]))
            #expect(MerkleTree.root(from: leaf, path) == root)
            #expect(MerkleTree.root(from: AuditDigest(line: "another"), path) != root)
        }
        #expect(MerkleTree.path(to: count, in: leaves[...]) == nil)
        #expect(MerkleTree.path(to: -1, in: leaves[...]) == nil)
    }
}

@Suite struct `A head of the log` {
    @Test func `is read as it is written`() {
        let head = AuditHead(sequence: 812, digest: AuditDigest(line: "x"))
        #expect(AuditHead(head.description) == head)
    }

    @Test(arguments: [
        "", "812", "812:", "812:abc", "-1:" + String(repeating: "0", count: 64),
        "x:" + String(repeating: "0", count: 64), "1:" + String(repeating: "g", count: 64),
    ])
    func `is nothing else`(text: String) { #expect(AuditHead(text) == nil) }
}

@Suite struct `A key` {
    @Test func `signs what only its other half finds good`() throws {
        let (key, other) = (AuditKey(), AuditKey())
        let signature = try #require(key.signature(over: "text"))
        #expect(key.verifier.isValid(signature, over: "text"))
        #expect(!key.verifier.isValid(signature, over: "texts"))
        #expect(!other.verifier.isValid(signature, over: "text"))
        #expect(!key.verifier.isValid("no signature", over: "text"))
        #expect(AuditKey(text: key.text + "\n")?.verifier == key.verifier)
        #expect(AuditKey(text: "c2hvcnQ=") == nil)
        #expect("\(key)" == "REDACTED")
    }
}
