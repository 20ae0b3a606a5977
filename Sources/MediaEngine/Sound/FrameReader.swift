/// Takes frames out of a ring at its own pace, and makes the seams inaudible: where frames were left out one goes over
/// into the other, where there is nothing the last one fades away.
///
/// It belongs to one thread. Nothing is allocated after `init`.
package final class FrameReader {
  private let ring: SampleRing
  private var pace = ReadingPace()
  private var last: [Int16]
  private var other: [Int16]
  private var wasSound = false
  /// Frames of silence that stand where sound was to be, and frames left out.
  package private(set) var inserted = 0
  package private(set) var leftOut = 0

  /// - Parameter frame: samples of a frame.
  package init(_ ring: SampleRing, frame: Int) {
    self.ring = ring
    last = Array(repeating: 0, count: frame)
    other = Array(repeating: 0, count: frame)
  }

  /// Writes the next frame; whether it is sound.
  package func next(into frame: inout MutableSpan<Int16>) -> Bool {
    let length = last.count
    guard frame.count == length else { return false }
    switch pace.next(waiting: ring.count, frame: length) {
    case .wait:
      fadeAway(into: &frame)
      return false
    case .take:
      guard ring.read(into: &frame) else { return false }
    case .takeAndSkip(let frames):
      guard ring.read(into: &frame) else { return false }
      goOver(into: &frame, skipping: frames)
    }
    if !wasSound { fadeIn(&frame) }
    wasSound = true
    for index in 0..<length { last[index] = frame[index] }
    return true
  }

  /// From what has been read into what comes after the frames that are left out.
  private func goOver(into frame: inout MutableSpan<Int16>, skipping frames: Int) {
    ring.skip((frames - 1) * last.count)
    var place = other.mutableSpan
    let isThere = ring.read(into: &place)
    guard isThere else { return }
    leftOut += frames
    for index in 0..<last.count {
      let share = index * 256 / last.count
      frame[index] = Int16((Int(frame[index]) * (256 - share) + Int(other[index]) * share) / 256)
    }
  }

  private func fadeAway(into frame: inout MutableSpan<Int16>) {
    let length = last.count
    for index in 0..<length { frame[index] = wasSound ? Int16(Int(last[index]) * (length - index) / length) : 0 }
    if wasSound { inserted += 1 }
    wasSound = false
  }

  /// Within the first quarter, so that it begins without a click.
  private func fadeIn(_ frame: inout MutableSpan<Int16>) {
    let length = last.count / 4
    for index in 0..<length { frame[index] = Int16(Int(frame[index]) * index / length) }
  }
}
