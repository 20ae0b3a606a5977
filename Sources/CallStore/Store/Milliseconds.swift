import Timekeeping

extension WallTime {
  /// As the store writes it: whole milliseconds since 1970 in UTC.
  var milliseconds: Int64 { Int64(sinceEpoch / .milliseconds(1)) }

  init(milliseconds: Int64) {
    self.init(sinceEpoch: .milliseconds(milliseconds))
  }
}

extension Duration {
  /// As the store writes it: whole milliseconds, none for what is negative.
  var wholeMilliseconds: Int64 { max(0, Int64(self / .milliseconds(1))) }
}

extension Duration {
  /// Rounded down to whole microseconds, as the database keeps it.
  var microseconds: Int64 { Int64(self / .microseconds(1)) }
}
