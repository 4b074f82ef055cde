// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    // One program of many modules: generic code is compiled for the types of those that use it.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

let package = Package(
    name: "netstrata",
    products: [.executable(name: "netstrata", targets: ["Netstrata"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CMnl", pkgConfig: "libmnl", providers: [.apt(["libmnl-dev"])]),
        .systemLibrary(name: "CNftnl", pkgConfig: "libnftnl", providers: [.apt(["libnftnl-dev"])]),
        .target(name: "NetworkTypes", dependencies: [crypto], swiftSettings: settings),
        .target(name: "Resources", dependencies: ["NetworkTypes"], swiftSettings: settings),
        .target(name: "Audit", dependencies: ["Resources", crypto], swiftSettings: settings),
        .target(
            name: "HostConfiguration", dependencies: ["NetworkTypes", "Resources", crypto, yams],
            swiftSettings: settings),
        .target(name: "Migrations", dependencies: [grdb], swiftSettings: settings),
        .target(name: "Store", dependencies: ["Resources", "Audit", "Migrations", grdb], swiftSettings: settings),
        .target(name: "Kernel", dependencies: ["NetworkTypes", "CMnl", "CNftnl"], swiftSettings: settings),
        .target(
            name: "Controllers",
            dependencies: [
                "NetworkTypes", "Resources", "HostConfiguration", "Store", "Kernel", lifecycle, logging, metrics,
            ],
            swiftSettings: settings),
        .target(
            name: "Gateway",
            dependencies: [
                "Audit", "NetworkTypes", "Resources", "HostConfiguration", "Store", hummingbirdCore, lifecycle, logging,
                metrics,
                yams,
                nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "Netstrata",
            dependencies: [
                "Audit", "NetworkTypes", "Resources", "HostConfiguration", "Store", "Kernel", "Controllers", "Gateway",
                arguments,
                lifecycle, signals, logging, metrics, yams, nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["Kernel", "Migrations", "NetworkTypes", grdb, nio("NIOCore"), nio("NIOPosix")],
            path: "Benchmarks", exclude: ["run", "RESULTS.md"], swiftSettings: settings),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Audit", "Gateway", "Resources", "Store", "NetworkTypes", lifecycle, logging, metrics, nio("NIOCore"),
                nio("NIOPosix"), nio("NIOHTTP1"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ControllersTests",
            dependencies: ["Controllers", "Kernel", "NetworkTypes", "Resources", "Store", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ConformanceTests",
            dependencies: ["HostConfiguration", "Controllers", "NetworkTypes", "Resources", "Store", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "HostConfigurationTests",
            dependencies: ["HostConfiguration", "NetworkTypes", "Resources", "TestSupport"],
            swiftSettings: settings),
        .systemLibrary(name: "CLinux", path: "Tests/CLinux"),
        .target(
            name: "FlowSupport",
            dependencies: [
                "CLinux", "Kernel", "Resources", "TestSupport", nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"),
            ],
            path: "Tests/FlowSupport", swiftSettings: settings),
        .testTarget(
            name: "FlowTests", dependencies: ["FlowSupport", "Resources", "TestSupport", nio("NIOHTTP1")],
            swiftSettings: settings),
        .testTarget(
            name: "LinkTests", dependencies: ["Controllers", "FlowSupport", "Resources", "TestSupport"],
            swiftSettings: settings),
        .testTarget(name: "AuditTests", dependencies: ["Audit", "Resources"], swiftSettings: settings),
        .testTarget(
            name: "KernelTests",
            dependencies: ["CLinux", "Controllers", "Kernel", "NetworkTypes", "Resources", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "NetstrataTests",
            dependencies: [
                "Netstrata", "Audit", "HostConfiguration", "Kernel", "Resources", "Store", "TestSupport", arguments,
                logging,
                nio("NIOCore"),
                nio("NIOPosix"),
                nio("NIOHTTP1"),
            ],
            swiftSettings: settings),
        .target(name: "CFaultVFS", path: "Tests/CFaultVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "TestSupport", dependencies: ["CLinux", "NetworkTypes", "Resources", "Store", grdb],
            path: "Tests/Support", swiftSettings: settings),
        .testTarget(name: "NetworkTypesTests", dependencies: ["NetworkTypes", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ResourcesTests", dependencies: ["NetworkTypes", "Resources", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Audit", "Resources", "Migrations", "Store", "TestSupport", "CFaultVFS", grdb],
            exclude: ["Dumps"], swiftSettings: settings),
    ]
)
