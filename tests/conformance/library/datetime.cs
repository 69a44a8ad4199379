// DateTime, TimeSpan, DateOnly, TimeOnly, DateTimeOffset arithmetic and formatting (UTC only).
using System;
using System.Globalization;

class Program
{
    static void Main()
    {
        var d = new DateTime(2024, 2, 28, 23, 59, 58, 123, DateTimeKind.Utc);
        Console.WriteLine($"{d.AddDays(1):yyyy-MM-dd} {d.AddMonths(12):o} {d.AddSeconds(2):s} {d.DayOfWeek} {d.DayOfYear} {DateTime.IsLeapYear(2100)} {DateTime.DaysInMonth(2023, 2)} {d.Ticks} {d.Kind}");
        foreach (string f in new[] { "d", "D", "f", "F", "g", "G", "M", "o", "R", "s", "t", "T", "u", "Y", "dd MMM yyyy", "HH:mm:ss.fff", "h tt", "ddd d/M/yy" }) Console.Write(d.ToString(f, CultureInfo.InvariantCulture) + " | ");
        Console.WriteLine();
        TimeSpan t = new DateTime(2024, 3, 1) - new DateTime(2023, 3, 1, 12, 30, 0);
        Console.WriteLine($"{t} {t.TotalHours} {t.Days} {TimeSpan.FromSeconds(3661.5)} {-t} {t:d\\.hh} {TimeSpan.FromMinutes(1) > TimeSpan.FromSeconds(59)} {TimeSpan.MaxValue} {t * 2} {t / TimeSpan.FromDays(1):F4}");
        var o = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.FromHours(2));
        Console.WriteLine($"{o:u} {o.UtcDateTime:o} {o.ToUnixTimeSeconds()} {DateTimeOffset.FromUnixTimeMilliseconds(1700000000123):o} {o == o.ToUniversalTime()} {new DateOnly(2024, 2, 29).AddYears(1)} {new TimeOnly(23, 30).AddHours(2)} {DateOnly.FromDateTime(d).DayNumber}");
        try { new DateTime(2023, 2, 29); } catch (ArgumentOutOfRangeException e) { Console.WriteLine(e.Message); }
        Console.WriteLine($"{DateTime.MinValue:o} {DateTime.MaxValue:o} {d.CompareTo(d.AddTicks(1))} {DateTime.UnixEpoch:R} {ISOWeek.GetWeekOfYear(new DateTime(2021, 1, 3))} {new DateTime(2024, 1, 1).ToOADate()}");
    }
}
