-- Pairs of events that may be one, by country, days, distance and parties. Read by join.py, which fills these tables,
-- one set for each data set (a, b); events and parties are numbers in them:
--   event_a (event, iri, label, first, last, slack, owner, low, high)   place_a (event, lon, lat, radius)
--   country_a (event, country)   side_a (event, party)   party_a (party, label)   alike (a, b, degree)
--   known (a, b): pairs that a curator has decided
-- and these variables: least, the lowest score; one, whether a and b are one data set; within, whether the events of
-- one owner are compared with each other.

-- Events meet in a country. Of which none is known, they meet all others: under the one name or the other.
CREATE TABLE lost_a AS SELECT event FROM event_a ANTI JOIN country_a USING (event);
CREATE TABLE lost_b AS SELECT event FROM event_b ANTI JOIN country_b USING (event);

CREATE TABLE land_a AS
SELECT event, country AS land, true AS known FROM country_a
UNION ALL SELECT event, '?a', false FROM lost_a
UNION ALL SELECT event, '?b', false FROM event_a WHERE EXISTS (FROM lost_b);

CREATE TABLE land_b AS
SELECT event, country AS land, true AS known FROM country_b
UNION ALL SELECT event, '?b', false FROM lost_b
UNION ALL SELECT event, '?a', false FROM event_b ANTI JOIN lost_b USING (event) WHERE EXISTS (FROM lost_a);

-- And in a span of eight days, so that no country is compared as a whole. Where an event has a point, it counts.
CREATE TABLE cell_a AS
SELECT event, owner, land, known, lon, lat, radius, begun, ended, unnest(range(begun // 8, ended // 8 + 1)) AS cell
FROM (SELECT event, owner, first - slack AS begun, last + slack AS ended FROM event_a)
JOIN land_a USING (event)
LEFT JOIN (SELECT DISTINCT * FROM place_a WHERE lat IS NOT NULL) USING (event);

CREATE TABLE cell_b AS
SELECT event, owner, land, known, lon, lat, radius, begun, ended, unnest(range(begun // 8, ended // 8 + 1)) AS cell
FROM (SELECT event, owner, first - slack AS begun, last + slack AS ended FROM event_b)
JOIN land_b USING (event)
LEFT JOIN (SELECT DISTINCT * FROM place_b WHERE lat IS NOT NULL) USING (event);

-- A pair is found in the first span that both have; of its places the nearest counts, measured (haversine, in
-- kilometres) against what the precision of both leaves open. Without a country, the places have to tell.
CREATE TABLE near AS
SELECT
    a, b,
    arg_min(km, (km - allowed, km)) AS km,
    arg_min(allowed, (km - allowed, km)) AS allowed,
    arg_min(vague, (km - allowed, km)) AS vague
FROM (
    SELECT a, b, known, allowed, vague, 12742 * atan2(sqrt(h), sqrt(abs(1 - h))) AS km
    FROM (
        SELECT
            a.event AS a,
            b.event AS b,
            a.known,
            a.radius + b.radius AS allowed,
            greatest(a.radius, b.radius) AS vague,
            sin(radians(b.lat - a.lat) / 2) ** 2
            + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2 AS h
        FROM cell_a a JOIN cell_b b USING (land, cell)
        WHERE cell = greatest(a.begun, b.begun) // 8 AND a.begun <= b.ended AND b.begun <= a.ended
            AND (a.owner <> b.owner OR getvariable('within')) AND (a.event < b.event OR NOT getvariable('one'))
    )
)
WHERE km <= allowed OR (km IS NULL AND known)
GROUP BY a, b;

-- Each party of one finds the most alike of the other.
CREATE TABLE sided_a AS SELECT event, count(*) AS many FROM side_a GROUP BY event;
CREATE TABLE sided_b AS SELECT event, count(*) AS many FROM side_b GROUP BY event;
CREATE TABLE shared AS
SELECT a, b, sum(degree) AS degree, string_agg(label, '; ' ORDER BY label) AS parties
FROM (
    SELECT n.a, n.b, s.party, max(k.degree) AS degree
    FROM near n
    JOIN side_a s ON s.event = n.a
    JOIN side_b t ON t.event = n.b
    JOIN alike k ON k.a = s.party AND k.b = t.party
    GROUP BY n.a, n.b, s.party
)
JOIN party_a USING (party)
GROUP BY a, b;

-- Three days, twenty kilometres, a month's or a hundred kilometres' vagueness each halve their part.
CREATE TABLE scored AS
SELECT
    n.a, n.b, n.km, n.allowed, coalesce(s.parties, '') AS parties,
    greatest(0, e.first - f.last, f.first - e.last) AS days,
    1 / (1 + greatest(0, e.first - f.last, f.first - e.last) / 3 + greatest(e.last - e.first, f.last - f.first) / 30)
        AS at_time,
    CASE WHEN n.km IS NULL THEN 1 / 3 ELSE 1 / (1 + n.km / 20 + (n.vague - 5) / 100) END AS at_place,
    CASE
        WHEN x.many IS NULL OR y.many IS NULL THEN 1 / 2
        ELSE (1 + 2 * least(1, 2 * coalesce(s.degree, 0) / (x.many + y.many))) / 3
    END AS with_whom
FROM near n
JOIN event_a e ON e.event = n.a
JOIN event_b f ON f.event = n.b
LEFT JOIN sided_a x ON x.event = n.a
LEFT JOIN sided_b y ON y.event = n.b
LEFT JOIN shared s ON s.a = n.a AND s.b = n.b;

CREATE TABLE candidate AS
SELECT
    *,
    greatest(
        row_number() OVER (PARTITION BY a ORDER BY score DESC, b),
        row_number() OVER (PARTITION BY b ORDER BY score DESC, a)
    ) AS rank
FROM (SELECT *, round(at_time ** 0.4 * at_place ** 0.4 * with_whom ** 0.2, 3) AS score FROM scored)
ANTI JOIN known USING (a, b)
WHERE score >= getvariable('least');
