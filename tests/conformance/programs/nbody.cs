// The n-body simulation: floating point in long chains.
using System;

class Body { public double X, Y, Z, Vx, Vy, Vz, Mass; }

class Program
{
    const double SolarMass = 4 * Math.PI * Math.PI, Days = 365.24;

    static double Energy(Body[] bodies)
    {
        double e = 0;
        for (int i = 0; i < bodies.Length; i++)
        {
            Body b = bodies[i];
            e += 0.5 * b.Mass * (b.Vx * b.Vx + b.Vy * b.Vy + b.Vz * b.Vz);
            for (int j = i + 1; j < bodies.Length; j++) { Body c = bodies[j]; double dx = b.X - c.X, dy = b.Y - c.Y, dz = b.Z - c.Z; e -= b.Mass * c.Mass / Math.Sqrt(dx * dx + dy * dy + dz * dz); }
        }
        return e;
    }

    static void Advance(Body[] bodies, double dt)
    {
        for (int i = 0; i < bodies.Length; i++)
            for (int j = i + 1; j < bodies.Length; j++)
            {
                Body b = bodies[i], c = bodies[j];
                double dx = b.X - c.X, dy = b.Y - c.Y, dz = b.Z - c.Z, d2 = dx * dx + dy * dy + dz * dz, mag = dt / (d2 * Math.Sqrt(d2));
                b.Vx -= dx * c.Mass * mag; b.Vy -= dy * c.Mass * mag; b.Vz -= dz * c.Mass * mag;
                c.Vx += dx * b.Mass * mag; c.Vy += dy * b.Mass * mag; c.Vz += dz * b.Mass * mag;
            }
        foreach (Body b in bodies) { b.X += dt * b.Vx; b.Y += dt * b.Vy; b.Z += dt * b.Vz; }
    }

    static void Main()
    {
        Body[] bodies =
        {
            new() { Mass = SolarMass },
            new() { X = 4.84143144246472090, Y = -1.16032004402742839, Z = -0.103622044471123109, Vx = 0.00166007664274403694 * Days, Vy = 0.00769901118419740425 * Days, Vz = -0.0000690460016972063023 * Days, Mass = 0.000954791938424326609 * SolarMass },
            new() { X = 8.34336671824457987, Y = 4.12479856412430479, Z = -0.403523417114321381, Vx = -0.00276742510726411110 * Days, Vy = 0.00499852801234917238 * Days, Vz = 0.0000230417297573763929 * Days, Mass = 0.000285885980666130812 * SolarMass },
        };
        Console.WriteLine(Energy(bodies).ToString("F9"));
        for (int i = 0; i < 20000; i++) Advance(bodies, 0.01);
        Console.WriteLine(Energy(bodies).ToString("F9") + " " + bodies[1].X.ToString("R"));
    }
}
