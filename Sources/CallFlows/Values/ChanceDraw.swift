/// The lot that a call draws at a step which divides calls by shares.
///
/// It follows from the call's identifier and the step alone: a call that comes again to the same step draws the same lot, the
/// record of a call explains itself, and a rehearsal with the same identifier goes the same way. No state, no dice.
enum ChanceDraw {
  /// From 0 to 99, each as often as any other.
  static func percent(call: String, flow: FlowName, step: StepName) -> Int {
    // FNV-1a over the three, 64 bits, and the finalizer of SplitMix64, which spreads what differs only at the end.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in [call, flow.text, step.text].joined(separator: "\n").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((hash ^ (hash >> 31)) % 100)
  }
}
