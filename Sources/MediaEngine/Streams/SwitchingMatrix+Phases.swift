internal import Timekeeping

/// In which millisecond of the 20 each stream beats.
///
/// What is sent in one phase is sent in a row: where many streams share one, the last of them leaves late, and so do those
/// of the next. A stream begins in an empty phase, and what it is to play begins in the next millisecond, whoever beats in
/// it; where that makes a crowd, streams go back to where they came from, one millisecond a beat.
extension SwitchingMatrix {
  /// Streams that a phase holds without anybody being late for it: a few tens of microseconds.
  private static let neverCrowded = 8

  /// Streams that a phase is to hold at most: an eighth more than its share.
  var mostInPhase: Int { max(Self.neverCrowded, count * 9 / (BeatSchedule.phaseCount * 8) + 1) }

  /// How many streams beat in each phase.
  package var crowds: [Int] { phases.map(\.count) }

  /// Lets every phase hold as many as there are, so that no beat needs memory for one that moves.
  mutating func reservePhases() {
    guard phases.contains(where: { $0.capacity < slots.count }) else { return }
    for phase in phases.indices { phases[phase].reserveCapacity(slots.count * 2) }
  }

  /// Moves a stream to the phase that comes next, so that what plays begins within a millisecond; one that has never
  /// sent anything, and that nobody can have pressed a key in, to the next one that has room.
  mutating func beginSoon(_ slot: Int, at now: Moment) {
    guard let before = slots[slot]?.phase else { return }
    let next = BeatSchedule.tick(at: now) + 1
    let isFresh = slots[slot]?.stream.sender.isFresh == true
    let most = mostInPhase
    let tick = (next..<(next + Int64(BeatSchedule.phaseCount))).first { tick in
      let phase = BeatSchedule.phase(ofTick: tick)
      return phase == before || !isFresh || phases[phase].count < most
    }
    guard let tick, slots[slot]?.stream.maySpeakEarly(tick: tick) == true else { return }
    move(slot, to: BeatSchedule.phase(ofTick: tick))
  }

  /// Lets a stream beat a millisecond later from now on, where too many beat in its phase and it has begun so early that
  /// nothing is missing thereby.
  mutating func easeCrowd(_ slot: Int, _ tick: Int64) {
    guard let phase = slots[slot]?.phase, phases[phase].count > mostInPhase else { return }
    let next = tick + Int64(BeatSchedule.phaseCount) + 1
    guard slots[slot]?.stream.sender.lasts(untilTick: next) == true else { return }
    move(slot, to: BeatSchedule.phase(ofTick: next))
    slots[slot]?.firstTick = next
  }

  private mutating func move(_ slot: Int, to phase: Int) {
    guard let before = slots[slot]?.phase, before != phase else { return }
    phases[before].removeAll { $0 == slot }
    phases[phase].append(slot)
    slots[slot]?.phase = phase
    slots[slot]?.firstTick = .min
  }
}
