//! The heights of the items in the columns: near to their connected items, without overlapping others.

/// How often the columns are sorted, and how often their items are moved afterwards.
const SORTS: usize = 12;
const MOVES: usize = 12;

/// An item of a column: a box, or a bend of a line that passes the boxes there.
#[derive(Default)]
pub struct Item {
    /// The column.
    pub column: usize,
    /// The island; items of one island stay together.
    pub island: usize,
    /// The width, in pixels.
    pub width: f64,
    /// The space above the middle, in pixels.
    pub above: f64,
    /// The space below the middle, in pixels.
    pub below: f64,
    /// The connected items on the left and on the right.
    pub sides: [Vec<usize>; 2],
    /// The number of the line of a bend; `None` for a box.
    pub line: Option<usize>,
    /// The distance of the middle from the top, in pixels.
    pub middle: f64,
}

/// Sets the height of each item. The numbers of lines are less than `lines`.
pub fn arrange(items: &mut [Item], lines: usize) {
    let count = items.iter().map(|item| item.column + 1).max().unwrap_or_default();
    let mut columns = vec![Vec::new(); count];
    for (number, item) in items.iter().enumerate() {
        columns[item.column].push(number);
    }
    for column in &mut columns {
        column.sort_by_key(|number| items[*number].island);
        settle(items, column, |_, _| 0.0);
    }
    for sweep in 0..SORTS {
        // The columns look to their left, from the left to the right, and then to their right, from the right to the left.
        let side = sweep % 2;
        let wanted = |items: &[Item], number: usize| {
            let item = &items[number];
            mean(items, &item.sides[side]).unwrap_or(item.middle)
        };
        for place in 0..count {
            let column = &mut columns[if side == 0 { place } else { count - 1 - place }];
            let mut keys: Vec<(usize, f64, usize)> =
                column.iter().map(|number| (items[*number].island, wanted(items, *number), *number)).collect();
            keys.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
            *column = keys.into_iter().map(|(_, _, number)| number).collect();
            settle(items, column, wanted);
        }
    }
    for _ in 0..MOVES {
        let means = means_of_lines(items, lines);
        for column in &columns {
            settle(items, column, |items, number| {
                let item = &items[number];
                let [left, right] = item.sides.each_ref().map(|side| mean(items, side));
                match item.line {
                    Some(line) => means[line],
                    None => (left.or(right).unwrap_or(item.middle) + right.or(left).unwrap_or(item.middle)) / 2.0,
                }
            });
        }
    }
}

fn mean(items: &[Item], numbers: &[usize]) -> Option<f64> {
    let sum: f64 = numbers.iter().map(|number| items[*number].middle).sum();
    (!numbers.is_empty()).then(|| sum / numbers.len() as f64)
}

/// The mean height of the bends of each line. A line is straight if all of its bends are at this height.
fn means_of_lines(items: &[Item], lines: usize) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_usize); lines];
    for item in items {
        if let Some(line) = item.line {
            sums[line] = (sums[line].0 + item.middle, sums[line].1 + 1);
        }
    }
    sums.into_iter().map(|(sum, count)| sum / count.max(1) as f64).collect()
}

/// Moves the items of a column as near to the wanted heights as their order and their space allow. Items that would overlap
/// form a group at the mean of their wanted heights (isotonic regression: pool adjacent violators).
fn settle(items: &mut [Item], column: &[usize], wanted: impl Fn(&[Item], usize) -> f64) {
    let mut end = 0.0;
    let mut offsets = Vec::with_capacity(column.len());
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for number in column {
        let offset = end + items[*number].above;
        end = offset + items[*number].below;
        offsets.push(offset);
        let (mut sum, mut count) = (wanted(items, *number) - offset, 1);
        while let Some(group) = groups.pop_if(|group| group.0 / group.1 as f64 >= sum / count as f64) {
            (sum, count) = (sum + group.0, count + group.1);
        }
        groups.push((sum, count));
    }
    let shifts = groups.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    for ((number, offset), shift) in column.iter().zip(offsets).zip(shifts) {
        items[*number].middle = offset + shift;
    }
}
