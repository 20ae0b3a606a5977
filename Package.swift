// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

func product(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package)
}

/// A target of ours, held to the rules of the house.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], linking libraries: [LinkerSetting]? = nil
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings, linkerSettings: libraries)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
  name: "switchboard",
  platforms: [.macOS(.v15)],
  dependencies: [
    // The command line.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // A heap for deadlines, a queue for ports that rest.
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    // Digest authentication, content hashes, and scrypt for PINs.
    .package(url: "https://github.com/apple/swift-crypto", "4.5.2"..<"5.0.0"),
    // Hummingbird's words for requests and responses.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    // Logs.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // The SIP sockets.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // SIP over TLS and secure WebSockets.
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // Subprocess's words for file descriptors.
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // The record, in SQLite.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // The desk's HTTP server.
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // Flows, prompts and configuration are YAML.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // Lookups and webhooks: a client of the same house as the servers' sockets, with time limits, bounded connections and
    // verified certificates.
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // Start, signals and shutdown in order.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // The speech command runs as a process of its own.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // L0
    room("Timekeeping"),
    room("Redaction"),
    // L1
    room("SIPSyntax"),
    room("SDPSessions", ["Redaction"]),
    room("RTPPackets", ["CSRTP"]),
    room("AudioSignal", ["CEBUR128", "COpus", "CSndfile", "CSpandsp", "CSpeexDSP"]),
    .systemLibrary(name: "CSRTP", pkgConfig: "libsrtp2", providers: [.apt(["libsrtp2-dev"])]),
    .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    // How loud prompts are.
    .systemLibrary(name: "CEBUR128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
    // Opus, which browsers and many phones speak.
    .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
    // Keys that are heard as tones, and G.722.
    .systemLibrary(name: "CSpandsp", pkgConfig: "spandsp", providers: [.apt(["libspandsp-dev"])]),
    .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
    // L2
    room("SIPEngine", ["Redaction", "SIPSyntax", "Timekeeping", product("Crypto", "swift-crypto")]),
    room("SIPTrace", ["Redaction", "SDPSessions", "SIPSyntax", "Timekeeping"]),
    room("MediaEngine", ["AudioSignal", "RTPPackets", "Redaction", "SDPSessions", "Timekeeping"]),
    // L3
    room("CallFlows", ["Redaction", "Timekeeping"]),
    room("CallQueues", ["Redaction", "Timekeeping", product("HeapModule", "swift-collections")]),
    room("CallControl", ["CallFlows", "CallQueues", "Redaction", "Timekeeping"]),
    // L4
    room(
      "SIPTransport",
      [
        "CLinuxShim", "Redaction", "SIPEngine", "SIPSyntax", "SIPTrace", "Timekeeping", product("Logging", "swift-log"),
        product("NIOCore", "swift-nio"), product("NIOHTTP1", "swift-nio"), product("NIOPosix", "swift-nio"),
        product("NIOSSL", "swift-nio-ssl"), product("NIOTLS", "swift-nio"), product("NIOWebSocket", "swift-nio"),
      ]),
    .systemLibrary(name: "CCares", pkgConfig: "libcares", providers: [.apt(["libc-ares-dev"])]),
    room("NameResolution", ["CCares", "SIPEngine", "Timekeeping"]),
    .target(name: "CLinuxShim"),
    // The sound card, for the phone in the terminal.
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    room(
      "MediaTransport",
      [
        "AudioSignal", "CALSA", "CLinuxShim", "MediaEngine", "RTPPackets", "SDPSessions", "Timekeeping",
        product("DequeModule", "swift-collections"), product("Logging", "swift-log"),
      ]),
    room(
      "CallStore",
      [
        "CallControl", "CallFlows", "CallQueues", "Redaction", "Timekeeping", product("Crypto", "swift-crypto"),
        product("CryptoExtras", "swift-crypto"), product("GRDB", "GRDB.swift"), product("Logging", "swift-log"),
      ]),
    // Holidays of calendar files.
    .systemLibrary(name: "CICal", pkgConfig: "libical", providers: [.apt(["libical-dev"])]),
    room(
      "FlowLibrary",
      [
        "AudioSignal", "CICal", "CallFlows", "CallQueues", "Redaction", "SIPSyntax", "Timekeeping",
        product("Crypto", "swift-crypto"), product("Yams", "Yams"),
      ],
      // The rules by which languages spell numbers: Foundation's own ICU, which Foundation hands on in part only.
      linking: [.linkedLibrary("_FoundationICU")]),
    room(
      "OutsideServices",
      [
        "CallFlows", "Redaction", "Timekeeping", product("AsyncHTTPClient", "async-http-client"),
        product("Crypto", "swift-crypto"), product("NIOCore", "swift-nio"), product("NIOHTTP1", "swift-nio"),
        product("NIOPosix", "swift-nio"), product("NIOSSL", "swift-nio-ssl"),
        product("Subprocess", "swift-subprocess"), product("SystemPackage", "swift-system"),
      ]),
    room(
      "WebDesk",
      [
        product("HTTPTypes", "swift-http-types"), product("Hummingbird", "hummingbird"),
        product("HummingbirdCore", "hummingbird"), product("Logging", "swift-log"), product("NIOCore", "swift-nio"),
        product("ServiceLifecycle", "swift-service-lifecycle"),
      ]),
    // L5
    room(
      "Exchange",
      [
        "AudioSignal", "CallControl", "CallFlows", "CallQueues", "CallStore", "CLinuxShim", "FlowLibrary",
        "MediaEngine",
        "MediaTransport", "NameResolution", "OutsideServices", "Redaction", "SDPSessions", "SIPEngine", "SIPSyntax",
        "SIPTransport", "Timekeeping", "WebDesk", product("HeapModule", "swift-collections"),
        product("Logging", "swift-log"),
        product("ServiceLifecycle", "swift-service-lifecycle"), product("UnixSignals", "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "switchboard",
      dependencies: [
        "AudioSignal", "CallControl", "CallFlows", "CallQueues", "CallStore", "Exchange", "FlowLibrary",
        "OutsideServices", "Redaction", "SIPEngine", "SIPTrace", "Simulation", "Timekeeping",
        product("ArgumentParser", "swift-argument-parser"), product("Logging", "swift-log"),
      ],
      swiftSettings: settings),
    // For tests, and for the operator's bench: `test`, `try`, `when` and `draw`.
    room("Simulation", ["CallFlows", "CallQueues", "Redaction", "SIPSyntax", "SIPTrace", "Timekeeping"]),
    // Tests
    .target(
      name: "TestMaterial",
      dependencies: [
        "RTPPackets", "SDPSessions", "SIPSyntax", "Simulation", product("NIOCore", "swift-nio"),
        product("NIOEmbedded", "swift-nio"), product("NIOWebSocket", "swift-nio"),
      ],
      path: "Tests/TestMaterial", swiftSettings: settings),
    tests("ArchitectureTests", []),
    tests("AudioSignalTests", ["AudioSignal", "CSndfile", "Simulation", "TestMaterial"]),
    tests("CallControlTests", ["CallControl", "CallFlows", "CallQueues", "Redaction", "Timekeeping"]),
    tests("CallFlowsTests", ["CallFlows", "Redaction", "Timekeeping"]),
    tests("CallQueuesTests", ["CallQueues", "Redaction", "Timekeeping"]),
    tests(
      "CallStoreTests",
      [
        "CallControl", "CallFlows", "CallQueues", "CallStore", "Redaction", "Timekeeping",
        product("GRDB", "GRDB.swift"), product("Logging", "swift-log"),
      ]),
    tests("EndToEndTests", ["AudioSignal", "TestMaterial"], resources: [.copy("Scenarios")]),
    tests("ExchangeTests", ["Exchange"]),
    .testTarget(
      name: "FlowLibraryTests",
      dependencies: ["AudioSignal", "CallFlows", "CallQueues", "FlowLibrary", "Redaction", "SIPSyntax", "Timekeeping"],
      exclude: ["Fixtures"], swiftSettings: settings),
    tests(
      "MediaEngineTests", ["AudioSignal", "MediaEngine", "RTPPackets", "SDPSessions", "Timekeeping"],
      resources: [.copy("Scenarios")]),
    tests(
      "MediaTransportTests",
      [
        "AudioSignal", "MediaEngine", "MediaTransport", "RTPPackets", "SDPSessions", "Timekeeping",
        product("Logging", "swift-log"),
      ]),
    tests("NameResolutionTests", ["NameResolution", "SIPEngine", "Simulation", "Timekeeping"]),
    tests(
      "OutsideServicesTests",
      [
        "CallFlows", "OutsideServices", "Redaction", "Timekeeping", product("Crypto", "swift-crypto"),
        product("HTTPTypes", "swift-http-types"), product("Hummingbird", "hummingbird"),
        product("Logging", "swift-log"), product("NIOCore", "swift-nio"),
      ]),
    tests("ParserPropertyTests", ["SDPSessions", "SIPSyntax", "Simulation", "TestMaterial"]),
    tests("RTPPacketsTests", ["RTPPackets"]),
    tests("RedactionTests", ["Redaction"]),
    tests("SDPSessionsTests", ["Redaction", "SDPSessions"]),
    tests(
      "SIPEngineTests",
      ["Redaction", "SDPSessions", "SIPEngine", "SIPSyntax", "Simulation", "TestMaterial", "Timekeeping"]),
    .testTarget(
      name: "SIPSyntaxTests", dependencies: ["SIPSyntax", "TestMaterial"], exclude: ["Fixtures"],
      swiftSettings: settings),
    tests("SIPTraceTests", ["Redaction", "SIPTrace", "Simulation", "Timekeeping"]),
    tests(
      "SIPTransportTests",
      [
        "Redaction", "SIPEngine", "SIPSyntax", "SIPTrace", "SIPTransport", "Simulation", "Timekeeping",
        product("Logging", "swift-log"), product("NIOSSL", "swift-nio-ssl"),
      ]),
    tests(
      "SimulationTests",
      [
        "AudioSignal", "CallFlows", "CallQueues", "FlowLibrary", "SIPTrace", "Simulation", "TestMaterial",
        "Timekeeping",
      ],
      resources: [.copy("Ladders")]),
    tests(
      "WebDeskTests",
      [
        "WebDesk", product("HTTPTypes", "swift-http-types"), product("Hummingbird", "hummingbird"),
        product("HummingbirdTesting", "hummingbird"), product("Logging", "swift-log"),
      ]),
  ]
)

// SWITCHBOARD_BENCHMARKS=1 adds the benchmarks: they see what is `package`, and no other build pays for them.
if Context.environment["SWITCHBOARD_BENCHMARKS"] != nil {
  func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
      name: name, dependencies: ["Benchmarking"] + dependencies, path: "Benchmarks/\(name)", swiftSettings: settings)
  }
  package.targets += [
    .target(
      name: "Benchmarking", dependencies: ["Timekeeping"], path: "Benchmarks/Benchmarking", swiftSettings: settings),
    benchmark("flows", ["CallFlows", "FlowLibrary", "Redaction", "Timekeeping"]),
    benchmark("queue-routing", ["CallQueues", "Redaction", "Timekeeping"]),
    benchmark("sip-syntax", ["SIPSyntax"]),
    benchmark("sip-endpoint", ["SIPEngine", "SIPSyntax", "Simulation", "Timekeeping"]),
    benchmark(
      "media-streams",
      [
        "AudioSignal", "MediaEngine", "MediaTransport", "SDPSessions", "Timekeeping", product("Logging", "swift-log"),
      ]),
    benchmark(
      "sip-answer", ["SIPEngine", "SIPSyntax", "SIPTransport", "Timekeeping", product("Logging", "swift-log")]),
  ]
}

// SWITCHBOARD_FUZZING=1 adds a fuzzer for each parser and builds the parsers so that libFuzzer sees their branches.
if Context.environment["SWITCHBOARD_FUZZING"] != nil {
  let fuzzers = ["SIPMessage", "SIPStream", "URI", "Digest", "SDP", "RTP", "RTCP", "STUN", "WebSocket"]
  let seen = ["RTPPackets", "SDPSessions", "SIPSyntax"]
  let sanitized: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer"])]
  for target in package.targets where seen.contains(target.name) {
    target.swiftSettings = settings + sanitized
  }
  package.targets.append(
    .target(
      name: "FuzzingDriver", dependencies: ["TestMaterial"], path: "Tests/Fuzzing/Driver", swiftSettings: settings))
  package.targets += fuzzers.map { name in
    .executableTarget(
      name: "Fuzz\(name)", dependencies: ["FuzzingDriver", "TestMaterial"], path: "Tests/Fuzzing/\(name)",
      swiftSettings: settings, linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
  }
}

// SWITCHBOARD_ROOMS="SIPEngineTests SIPSyntaxTests" leaves out every target that these do not need: for a quick turn at
// one room, `SWITCHBOARD_ROOMS=SIPEngineTests swift test --scratch-path .build-rooms`.
if let rooms = Context.environment["SWITCHBOARD_ROOMS"] {
  var wanted = Set(rooms.split(separator: " ").map(String.init))
  var size = 0
  while wanted.count > size {
    size = wanted.count
    for target in package.targets where wanted.contains(target.name) {
      for dependency in target.dependencies {
        switch dependency {
        case .targetItem(let name, _), .byNameItem(let name, _): wanted.insert(name)
        case .productItem: break
        @unknown default: break
        }
      }
    }
  }
  package.targets.removeAll { !wanted.contains($0.name) }
}
