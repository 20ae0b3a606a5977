/// What a silent caller meets on one day, by the clock on the wall.
struct DayProfile: Hashable {
  /// Minutes since midnight, and what a call at that minute meets.
  var courses: [Int: [String]]

  /// From here to there something is not as usual.
  struct Difference: Hashable {
    var minutes: Range<Int>
    var course: [String]
    var usual: [String]
  }

  /// Where this day differs from another, in pieces that are alike in themselves. Minutes that only one of them has, in
  /// the nights when clocks are changed, do not count.
  func differences(from usual: DayProfile, step: Int) -> [Difference] {
    var found: [Difference] = []
    for minute in courses.keys.sorted() {
      guard let course = courses[minute], let other = usual.courses[minute], course != other else { continue }
      let piece = Difference(minutes: minute..<minute + step, course: course, usual: other)
      if let last = found.last, last.minutes.upperBound == minute, last.course == course, last.usual == other {
        found[found.count - 1].minutes = last.minutes.lowerBound..<minute + step
      } else {
        found.append(piece)
      }
    }
    return found
  }
}
