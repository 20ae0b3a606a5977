/// A piece of music as bars of four beats.
struct Score: Sendable {
  /// One note of the tune, or a rest.
  struct Note: Sendable {
    /// MIDI note number, 69 is the A of 440 Hz; `nil` is a rest.
    var pitch: Int?
    var beats: Double
  }

  /// Four beats: what sounds below and the tune above.
  struct Bar: Sendable {
    /// Four rising pitches, broken and held.
    var chord: [Int]
    /// The deep note of each half of the bar.
    var bass: [Int]
    var tune: [Note]

    init(_ chord: [Int], bass: [Int], _ tune: [(Int?, Double)]) {
      self.chord = chord
      self.bass = bass
      self.tune = tune.map { Note(pitch: $0.0, beats: $0.1) }
    }
  }

  static let beatsInBar = 4
  let bars: [Bar]
}

extension Score {
  /// The tune for those who wait: thirty-two bars in G major, A A' B A', written for the band from 300 to 3400 Hz.
  static let waiting = Score(
    bars: themeOpening + themeQuestion + themeOpening + themeAnswer + bridge + themeOpening + themeAnswer)

  private static let gMajor = [59, 62, 67, 71]
  private static let eMinor = [59, 64, 67, 71]
  private static let cMajor = [60, 64, 67, 71]
  private static let dMajor = [57, 62, 66, 69]
  private static let aMinor = [57, 60, 64, 67]
  private static let bMinor = [59, 62, 66, 71]

  private static let themeOpening = [
    Bar(gMajor, bass: [43, 50], [(74, 1.5), (71, 0.5), (67, 2)]),
    Bar(eMinor, bass: [52, 47], [(71, 1), (69, 0.5), (67, 0.5), (64, 2)]),
    Bar(cMajor, bass: [48, 55], [(67, 1), (69, 1), (72, 1.5), (71, 0.5)]),
    Bar(dMajor, bass: [50, 45], [(69, 3), (nil, 1)]),
    Bar(gMajor, bass: [47, 43], [(74, 1.5), (76, 0.5), (79, 2)]),
    Bar(eMinor, bass: [52, 47], [(78, 0.5), (76, 0.5), (74, 1), (71, 2)]),
  ]
  private static let themeQuestion = [
    Bar(aMinor, bass: [45, 52], [(72, 1), (71, 0.5), (69, 0.5), (72, 1), (76, 1)]),
    Bar(dMajor, bass: [50, 45], [(74, 3), (nil, 1)]),
  ]
  private static let themeAnswer = [
    Bar(dMajor, bass: [45, 50], [(72, 1), (71, 0.5), (69, 0.5), (66, 1), (69, 1)]),
    Bar(gMajor, bass: [43, 50], [(67, 3), (nil, 1)]),
  ]
  private static let bridge = [
    Bar(eMinor, bass: [52, 47], [(76, 2), (71, 1), (76, 1)]),
    Bar(bMinor, bass: [47, 54], [(74, 2), (66, 1), (71, 1)]),
    Bar(cMajor, bass: [48, 55], [(72, 1), (76, 1), (79, 1.5), (76, 0.5)]),
    Bar(gMajor, bass: [43, 50], [(74, 3), (71, 1)]),
    Bar(aMinor, bass: [45, 52], [(72, 1.5), (71, 0.5), (69, 1), (64, 1)]),
    Bar(bMinor, bass: [47, 54], [(71, 1), (74, 1), (78, 2)]),
    Bar(cMajor, bass: [48, 55], [(76, 1), (74, 0.5), (72, 0.5), (76, 1), (79, 1)]),
    Bar(dMajor, bass: [50, 45], [(78, 2), (74, 1), (69, 1)]),
  ]
}
