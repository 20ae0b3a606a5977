/// The plan of the house: which target stands on which layer, and what it may import.
struct HousePlan {
  struct Room {
    var layer: Int
    /// Targets of ours.
    var ours: Set<String>
    /// Modules of packages and of C libraries.
    var others: Set<String>
  }

  /// What any target may import besides: the toolchain's own modules.
  static let everywhere: Set<String> = ["Foundation", "Synchronization", "Glibc"]

  static let rooms: [String: Room] = [
    "Timekeeping": Room(layer: 0, ours: [], others: []),
    "Redaction": Room(layer: 0, ours: [], others: []),

    "SIPSyntax": Room(layer: 1, ours: [], others: ["NIOCore"]),
    "SDPSessions": Room(layer: 1, ours: ["Redaction"], others: []),
    "RTPPackets": Room(layer: 1, ours: [], others: ["CSRTP"]),
    "AudioSignal": Room(layer: 1, ours: [], others: ["CEBUR128", "COpus", "CSndfile", "CSpandsp", "CSpeexDSP"]),

    "SIPEngine": Room(layer: 2, ours: ["Timekeeping", "Redaction", "SIPSyntax"], others: ["Crypto"]),
    // The ring of recent messages and what belongs together in it. It knows messages, not the engine that handles them.
    "SIPTrace": Room(layer: 2, ours: ["Timekeeping", "Redaction", "SIPSyntax", "SDPSessions"], others: []),
    "MediaEngine": Room(
      layer: 2, ours: ["Timekeeping", "Redaction", "RTPPackets", "AudioSignal", "SDPSessions"], others: []),

    "CallFlows": Room(layer: 3, ours: ["Timekeeping", "Redaction"], others: []),
    "CallQueues": Room(layer: 3, ours: ["Timekeeping", "Redaction"], others: ["HeapModule"]),
    "CallControl": Room(layer: 3, ours: ["Timekeeping", "Redaction", "CallFlows", "CallQueues"], others: []),

    "SIPTransport": Room(
      layer: 4, ours: ["Timekeeping", "Redaction", "SIPSyntax", "SIPEngine", "SIPTrace"],
      others: ["CLinuxShim", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS", "NIOWebSocket", "Logging"]),
    "NameResolution": Room(layer: 4, ours: ["Timekeeping", "SIPEngine"], others: ["CCares"]),
    "MediaTransport": Room(
      layer: 4, ours: ["Timekeeping", "SDPSessions", "RTPPackets", "AudioSignal", "MediaEngine"],
      others: ["CALSA", "CLinuxShim", "DequeModule", "Logging"]),
    "CallStore": Room(
      layer: 4, ours: ["Timekeeping", "Redaction", "CallFlows", "CallQueues", "CallControl"],
      others: ["Crypto", "CryptoExtras", "GRDB", "Logging"]),
    "FlowLibrary": Room(
      layer: 4, ours: ["Timekeeping", "Redaction", "SIPSyntax", "AudioSignal", "CallFlows", "CallQueues"],
      others: ["CICal", "CYaml", "Crypto", "_FoundationICU"]),
    "OutsideServices": Room(
      layer: 4, ours: ["Timekeeping", "Redaction", "CallFlows"],
      others: [
        "AsyncHTTPClient", "Crypto", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "Subprocess", "SystemPackage",
      ]),
    "WebDesk": Room(
      layer: 4, ours: ["Timekeeping", "Redaction", "CallFlows", "CallQueues", "CallControl"],
      others: ["Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "Logging", "ServiceLifecycle"]),

    "Simulation": Room(
      layer: 3,
      ours: [
        "Timekeeping", "Redaction", "SIPSyntax", "SDPSessions", "RTPPackets", "AudioSignal", "SIPEngine",
        "MediaEngine", "SIPTrace", "CallFlows", "CallQueues", "CallControl",
      ], others: []),

    "Exchange": Room(
      layer: 5,
      ours: [
        "Timekeeping", "Redaction", "SIPSyntax", "SDPSessions", "AudioSignal", "SIPEngine", "MediaEngine",
        "CallFlows", "CallQueues", "CallControl", "SIPTransport", "MediaTransport", "NameResolution",
        "CallStore", "FlowLibrary", "OutsideServices", "WebDesk",
      ], others: ["CLinuxShim", "Dispatch", "HeapModule", "Logging", "ServiceLifecycle", "UnixSignals"]),
    "switchboard": Room(
      layer: 5,
      ours: [
        "Exchange", "Timekeeping", "Redaction", "CallControl", "CallFlows", "CallQueues", "CallStore", "FlowLibrary",
        "SIPEngine", "AudioSignal",
        // `trace` reads the ring and draws its ladders with the same pen as the tests.
        "SIPTrace", "Simulation",
        // `draw` has Graphviz make the picture.
        "OutsideServices",
      ], others: ["ArgumentParser", "Logging"]),
  ]

  /// C and system-library targets: no Swift in them.
  static let shims: Set<String> = [
    "CALSA", "CCares", "CEBUR128", "CICal", "CLinuxShim", "COpus", "CSRTP", "CSndfile", "CSpandsp", "CSpeexDSP",
  ]

  /// What a machine has no business with: clocks, chance, threads, files and logs come in through the door.
  static let forbiddenBelowTheEdges = [
    "NIOPosix", "Task.sleep", "ContinuousClock(", "SuspendingClock(", "Date()", "Date.now", ".random(",
    "SystemRandomNumberGenerator", "FileManager", "print(", "Logger", "DispatchQueue", "await ", "actor ",
  ]

  /// Doors that open to nothing in particular.
  static let wordsThatNameNothing = ["Manager", "Helper", "Util", "Common", "Base", "Info", "Impl"]
}
