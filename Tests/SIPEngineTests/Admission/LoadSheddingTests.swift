import SIPEngine
import Testing
import Timekeeping

@Suite("Load shedding: fewer new calls while the machine does not keep up")
struct LoadSheddingTests {
  private func moment(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

  @Test("without strain everybody is let in, and two looks in a row that found strain change nothing")
  func calm() {
    var shedding = LoadShedding()
    for number in 0..<100 {
      shedding.note(isStrained: !number.isMultiple(of: 3), at: moment(number * 100))
      let isAdmitted = shedding.admits(at: moment(number * 100))
      #expect(isAdmitted)
    }
    #expect(shedding.share == 1)
  }

  @Test("strain that lasts lets in less and less, and never nobody")
  func strained() {
    var shedding = LoadShedding()
    var shares: [Double] = []
    for number in 0..<60 {
      shedding.note(isStrained: true, at: moment(number * 100))
      shares.append(shedding.share)
    }
    #expect(shares[..<2] == [1, 1])
    #expect(abs(shares[2] - 0.7) < 1e-9)
    #expect(shares[3] < 0.51)
    #expect(shares.last == LoadShedding.smallestShare)
    let admitted = (0..<1_000).count { _ in shedding.admits(at: moment(5_900)) }
    #expect(admitted == 50)
  }

  @Test("the share that is let in is let in evenly")
  func evenly() {
    var shedding = LoadShedding()
    for number in 0...2 { shedding.note(isStrained: true, at: moment(number)) }
    let answers = (0..<20).map { _ in shedding.admits(at: moment(1)) }
    #expect((13...14).contains(answers.count { $0 }))
    #expect(!zip(answers, answers.dropFirst()).contains { !$0 && !$1 }, "two refused in a row: \(answers)")
  }

  @Test("whoever calls first after a short strain is let in")
  func first() {
    var shedding = LoadShedding()
    for number in 0...2 { shedding.note(isStrained: true, at: moment(number)) }
    let isAdmitted = shedding.admits(at: moment(100))
    #expect(shedding.share < 1 && isAdmitted)
  }

  @Test("after the strain a tenth a second comes back, whether anybody calls or not")
  func recovers() {
    var shedding = LoadShedding()
    for number in 0..<60 { shedding.note(isStrained: true, at: moment(number * 100)) }
    _ = shedding.admits(at: moment(5_900 + 4_000))
    #expect(abs(shedding.share - 0.45) < 1e-9)
    let isAdmitted = shedding.admits(at: moment(5_900 + 9_500))
    #expect(isAdmitted)
    #expect(shedding.share == 1)
  }
}
