/// Schedules: `CallFlows/schedules/*.yaml`.
enum ScheduleSchema {
  static let content = SchemaContent(
    root: .mapping(settings), parts: [JSONTree.Member("week", week.tree), JSONTree.Member("hours", hours.tree)])

  private static let settings: [Setting] = [
    Setting("schedule", .name, "The schedule's name, unique among schedules", isNeeded: true),
    Setting("format", .digits("^\(FlowReader.format)$"), "The language of this file: 1"),
    Setting(
      "time-zone", .form("^[^\\s]+$"), "Whose clocks count, a name of the tz database: Europe/Madrid", isNeeded: true),
    Setting(
      "open", .part("week"), "The hours of the week; a day that is not named is closed", isNeeded: true),
    Setting(
      "holidays",
      .list(of: .form("^([0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}|easter([-+][0-9]+)?|.+\\.[iI][cC][sS])$")),
      "Days that are no working days: 12-25 every year, 2026-10-12 once, easter-2, or a calendar file"),
    Setting("seasons", .onlyList(of: season), "Other hours for a part of every year"),
    Setting("overrides", .onlyList(of: change), "Other hours on single days; they go before holidays and seasons"),
  ]

  /// `09:00-18:00`, a list of them, or `closed`.
  private static let hours = Shape.either([
    .word(["closed"]), .list(of: .form("^[0-9]{1,2}:[0-9]{2} ?- ?[0-9]{1,2}:[0-9]{2}$")),
  ])

  private static let day = "(mon|tue|wed|thu|fri|sat|sun)"
  private static let week = Shape.entries("^ *\(day)( *- *\(day))?( *, *\(day)( *- *\(day))?)* *$", .part("hours"))

  private static let season = Shape.mapping([
    Setting("name", .text, "What the season is called", isNeeded: true),
    Setting("from", .form("^[0-9]{2}-[0-9]{2}$"), "Its first day, every year: 07-15", isNeeded: true),
    Setting("to", .form("^[0-9]{2}-[0-9]{2}$"), "Its last day, every year: 08-31", isNeeded: true),
    Setting("open", .part("week"), "The hours of its weeks; a day that is not named is closed", isNeeded: true),
  ])

  private static let change = Shape.mapping([
    Setting("on", .date, "The day: 2026-12-05"),
    Setting("from", .date, "The first day of several"),
    Setting("to", .date, "The last day of several"),
    Setting("open", .part("hours"), "The hours of each of these days, or closed", isNeeded: true),
    Setting("name", .text, "For you"),
  ])
}
