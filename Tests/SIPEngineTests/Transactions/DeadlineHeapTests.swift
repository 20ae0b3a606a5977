import SIPEngine
import Simulation
import Testing
import Timekeeping

@Suite("Deadline heap")
struct DeadlineHeapTests {
  @Test("deadlines come out in their order, equal ones in the order of setting")
  func order() {
    var heap = DeadlineHeap<String>()
    for (id, due) in [("c", 30), ("a", 10), ("d", 30), ("b", 20)] { heap.set(ms(due), for: id) }
    #expect(heap.earliest == ms(10))
    #expect(heap.takeDue(at: ms(9)) == nil)
    var order: [String] = []
    while let id = heap.takeDue(at: ms(30)) { order.append(id) }
    #expect(order == ["a", "b", "c", "d"])
    #expect(heap.earliest == nil)
  }

  @Test("agrees with a plain dictionary over random changes", arguments: [1, 2, 3] as [UInt64])
  func agreesWithModel(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    var heap = DeadlineHeap<Int>()
    var model: [Int: Moment] = [:]
    for _ in 0..<20_000 {
      let id = Int(chance.next() % 200)
      switch chance.next() % 4 {
      case 0:
        heap.set(nil, for: id)
        model[id] = nil
      case 1:
        let now = ms(Int(chance.next() % 1000))
        let taken = heap.takeDue(at: now)
        let due = model.values.min().flatMap { $0 <= now ? $0 : nil }
        #expect(taken.flatMap { model[$0] } == due, "seed \(seed)")
        if let taken { model[taken] = nil }
      default:
        let moment = ms(Int(chance.next() % 1000))
        heap.set(moment, for: id)
        model[id] = moment
      }
      #expect(heap.earliest == model.values.min(), "seed \(seed)")
      #expect(heap.count == model.count, "seed \(seed)")
    }
  }
}
