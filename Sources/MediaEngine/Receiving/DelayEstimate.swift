/// How long packets have to be kept so that hardly any comes too late, learned from when they come.
///
/// All in ticks of the packets' clock. A packet's transit is when it came less when it was said; its lateness is by how
/// much its transit is longer than the shortest of the latest 256 packets, so that clocks that drift apart do not matter.
/// The target is what 97 of 100 packets need, and a frame. It grows at once and sinks by some milliseconds a second.
struct DelayEstimate {
  private var transits: InlineArray<256, Int32> = .init(repeating: 0)
  private var count = 0
  private var next = 0
  private let clockRate: Int
  /// The shortest transit of late.
  private(set) var shortest = 0
  /// For how long a packet is kept from when it would have come at best.
  private(set) var target: Int

  /// Of 100 packets so many are to come in time.
  private static let percentile = 97
  /// Packets from one calculation to the next.
  private static let interval = 8
  /// In eighths of a millisecond: 20 and 200 ms, 40 ms before anything is known, and 1 ms by which the target sinks.
  private static let frame = 160
  private static let bounds = 160...1_600
  private static let beginning = 320
  private static let step = 8
  /// The lateness of packets is told apart in steps of 2 ms.
  private static let binWidth = 16
  private static let binCount = 101

  init(clockRate: Int) {
    self.clockRate = clockRate
    target = Self.beginning * clockRate / 8_000
  }

  /// The longest that packets are ever kept.
  var longest: Int { Self.bounds.upperBound * clockRate / 8_000 }
  /// 20 ms.
  var frame: Int { Self.frame * clockRate / 8_000 }

  /// Takes a packet's transit.
  ///
  /// - Parameter isLate: it came too late to be played.
  mutating func note(_ transit: Int, isLate: Bool) {
    transits[next] = Int32(truncatingIfNeeded: transit)
    next = (next + 1) % transits.count
    count = min(count + 1, transits.count)
    if count == 1 || transit < shortest { shortest = transit }
    if isLate {
      target = max(target, min(transit - shortest + frame, longest))
    } else if next % Self.interval == 0 {
      calculate()
    }
  }

  /// Forgets when packets came: what is late by now comes otherwise. The target stays.
  mutating func restart() {
    (count, next) = (0, 0)
  }

  private mutating func calculate() {
    shortest = Int(transits[0])
    for index in 0..<count { shortest = min(shortest, Int(transits[index])) }
    var bins: InlineArray<101, UInt16> = .init(repeating: 0)
    for index in 0..<count {
      let lateness = (Int(transits[index]) - shortest) * 8_000 / clockRate
      bins[min(lateness / Self.binWidth, Self.binCount - 1)] += 1
    }
    var (bin, seen) = (0, Int(bins[0]))
    while seen * 100 < count * Self.percentile {
      bin += 1
      seen += Int(bins[bin])
    }
    let needed = min(max(bin * Self.binWidth + Self.frame, Self.bounds.lowerBound), Self.bounds.upperBound)
    target = max(needed * clockRate / 8_000, target - Self.step * clockRate / 8_000)
  }
}
