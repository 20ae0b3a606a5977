/// What must hold for any octets that one parser is given. Fuzzers look for octets for which it does not; the tests try
/// a fixed number of mutations of the same seeds.
package struct ParserProperty: Sendable {
  /// The parser, as the fuzzer's target is called.
  package let name: String

  /// Octets that the parser accepts, to begin with.
  package let seeds: [[UInt8]]

  /// Pieces of the grammar that a mutation may put anywhere.
  package let fragments: [String]

  /// Says what does not hold; nil when everything does. Trapping is the worst of all answers.
  private let examine: @Sendable ([UInt8]) -> String?

  init(
    _ name: String, seeds: [[UInt8]], fragments: [String],
    _ examine: @escaping @Sendable ([UInt8]) -> String?
  ) {
    self.name = name
    self.seeds = seeds
    self.fragments = fragments
    self.examine = examine
  }

  /// Every parser that reads what comes from the network.
  package static let all: [ParserProperty] = [
    .sipMessage, .sipStream, .uri, .digest, .sdp, .rtp, .rtcp, .stun, .webSocket,
  ]

  /// What does not hold for these octets; nil when everything does.
  package func complaint(about octets: [UInt8]) -> String? {
    examine(octets)
  }

  /// The same, with the time that the parser may take: one millisecond, and one more for every KiB, times `patience`.
  ///
  /// Time is processor time, and the best of three: a busy machine is no fault of the parser.
  package func complaintInTime(about octets: [UInt8], patience: Double = 1) -> String? {
    let limit = 0.001 * (1 + Double(octets.count) / 1_024) * patience
    var best = Double.infinity
    for _ in 0..<3 {
      let start = ProcessorTime.now()
      if let complaint = examine(octets) { return complaint }
      best = min(best, ProcessorTime.now() - start)
      if best <= limit { return nil }
    }
    return "takes \(best * 1_000) ms for \(octets.count) octets"
  }
}

extension ParserProperty: CustomStringConvertible {
  package var description: String { name }
}
