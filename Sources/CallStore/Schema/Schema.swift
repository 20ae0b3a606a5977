import GRDB

/// The versions of the database, oldest first. A version that has been released never changes again.
enum Schema {
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 agents and calls") { database in
      try database.execute(sql: agents)
      try database.execute(sql: calls)
      try database.execute(sql: changeCounter)
    }
    migrator.registerMigration("2 registrations") { database in
      try database.execute(sql: registrations)
    }
    migrator.registerMigration("3 dial counts") { database in
      try database.execute(sql: dialCounts)
    }
    migrator.registerMigration("4 transfers") { database in
      try database.execute(sql: transfers)
    }
    migrator.registerMigration("5 quality") { database in
      try database.execute(sql: quality)
    }
    migrator.registerMigration("6 recordings") { database in
      try database.execute(sql: recordings)
    }
    migrator.registerMigration("7 outbox") { database in
      try database.execute(sql: outbox)
    }
    migrator.registerMigration("8 supervision") { database in
      try supervision(database)
    }
    migrator.registerMigration("9 pins") { database in
      try database.execute(sql: pins)
    }
    migrator.registerMigration("10 schedules by hand, surveys and flows that run flows") { database in
      try database.execute(sql: scheduleOverrides)
      try admit(["ran", "returned", "survey-asked", "surveyed"], beside: "outcome", in: "call_steps", database)
    }
    migrator.registerMigration("11 routing") { database in
      try database.execute(sql: routing)
      try admit(
        ["preferring", "need-relaxed", "overflowed"], beside: "priority-raised", in: "queue_events", database)
    }
    migrator.registerMigration("12 prompt recordings") { database in
      try database.execute(sql: studio)
    }
    return migrator
  }
}
