import FlowLibrary
import Testing
import Timekeeping

/// When a change of files counts as one, by the clock.
struct TreeWatchTests {
  /// A look at the files, milliseconds after the beginning, and whether it makes a release.
  typealias Look = (at: Int, tree: String, isDue: Bool)

  struct Story: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var looks: [Look]
  }

  static let stories = [
    Story(testDescription: "nothing changes", looks: [(0, "a", false), (1000, "a", false), (9000, "a", false)]),
    Story(
      testDescription: "a save is taken when it has rested for half a second",
      looks: [(0, "b", false), (100, "b", false), (499, "b", false), (500, "b", true), (600, "b", false)]),
    Story(
      testDescription: "a save in three steps is one change",
      looks: [
        (0, "b", false), (300, "c", false), (600, "d", false), (1000, "d", false), (1100, "d", true),
        (1200, "d", false),
      ]),
    Story(
      testDescription: "what was taken back is no change",
      looks: [(0, "b", false), (200, "a", false), (700, "a", false), (5000, "a", false)]),
    Story(
      testDescription: "a second change after the first is taken, too",
      looks: [(0, "b", false), (500, "b", true), (1500, "a", false), (2000, "a", true)]),
    Story(
      testDescription: "files that never rest are never taken",
      looks: (0..<40).map { ($0 * 400, $0.isMultiple(of: 2) ? "b" : "c", false) }),
  ]

  @Test(arguments: stories)
  func filesAreTakenWhenTheyRest(_ story: Story) {
    var watch = TreeWatch(known: "a")
    for look in story.looks {
      let isDue = watch.see(look.tree, at: Moment(sinceZero: .milliseconds(look.at)))
      #expect(isDue == look.isDue, "at \(look.at) ms")
    }
  }

  @Test func whileSomethingChangesLooksAreCloser() {
    var watch = TreeWatch(known: "a")
    #expect(watch.nextLook == .seconds(1))
    _ = watch.see("b", at: .zero)
    #expect(watch.nextLook == .milliseconds(100))
  }
}
