import Foundation
import Testing

@Suite("The code keeps to the plan of the house")
struct ArchitectureTests {
  @Test("every target is on the plan, and every room of the plan is built")
  func planAndTreeAgree() {
    #expect(Set(SourceTree.targets).subtracting(HousePlan.shims) == Set(HousePlan.rooms.keys))
    #expect(SourceTree.files.count > 50)
  }

  @Test("arrows go down only: a target imports what the plan allows it")
  func importsFollowThePlan() {
    for file in SourceTree.files {
      guard let room = HousePlan.rooms[file.target] else { continue }
      let allowed = room.ours.union(room.others).union(HousePlan.everywhere)
      for module in file.imports where !allowed.contains(module) {
        Issue.record("\(file) imports \(module), which \(file.target) may not")
      }
    }
  }

  @Test("the plan itself has no arrow up or sideways, but out of CallControl")
  func arrowsOfThePlanGoDown() {
    for (name, room) in HousePlan.rooms where room.layer < 5 && name != "Simulation" {
      for other in room.ours {
        guard let below = HousePlan.rooms[other] else {
          Issue.record("\(name) names \(other), which is no room")
          continue
        }
        let isTheDomainsOwn = name == "CallControl" && below.layer == 3
        #expect(below.layer < room.layer || isTheDomainsOwn, "\(name) → \(other)")
      }
    }
  }

  @Test("below the edges nothing waits, rolls dice, reads a clock, opens a file or logs")
  func machinesArePure() {
    for file in SourceTree.files {
      guard let room = HousePlan.rooms[file.target], room.layer < 4 else { continue }
      for (number, line) in file.code.enumerated() {
        for word in HousePlan.forbiddenBelowTheEdges where contains(line, word) {
          Issue.record("\(file):\(number + 1): \(word)")
        }
      }
    }
  }

  @Test("files have true names and stay small")
  func filesAreSmallAndNamed() {
    for file in SourceTree.files {
      #expect(file.lines.count <= 500, "\(file) has \(file.lines.count) lines")
      for word in HousePlan.wordsThatNameNothing where file.name.contains(word) {
        Issue.record("\(file): \(word) names nothing")
      }
    }
  }

  @Test("no input can trap: no forced unwrap, try or cast in Sources")
  func nothingIsForced() {
    for file in SourceTree.files {
      for (number, line) in file.code.enumerated() where line.contains("try!") || line.contains("as! ") {
        Issue.record("\(file):\(number + 1): \(line)")
      }
    }
  }

  @Test("processes are started in one place only")
  func processesAreStartedInOnePlace() {
    for file in SourceTree.files where file.target != "OutsideServices" {
      for word in ["Process()", "posix_spawn", "system("] where file.code.contains(where: { contains($0, word) }) {
        Issue.record("\(file): \(word)")
      }
    }
  }

  /// Whether `word` stands in `line` on its own: `print(` is not in `fingerprint(`.
  private func contains(_ line: Substring, _ word: String) -> Bool {
    var rest = line
    while let range = rest.range(of: word) {
      let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
      if let before, word.first?.isLetter == true, before.isLetter || before.isNumber || before == "_" {
        rest = rest[range.upperBound...]
        continue
      }
      return true
    }
    return false
  }
}
