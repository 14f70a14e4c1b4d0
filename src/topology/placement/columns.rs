//! The column of each box: to the right of all boxes with a line to it.

use std::collections::VecDeque;

/// The column of each box. Lines lead from a column to a later one, except where they form a circle.
pub fn columns(boxes: usize, lines: &[(usize, usize)]) -> Vec<usize> {
    let lines: Vec<(usize, usize)> = lines.iter().copied().filter(|(from, to)| from != to).collect();
    let mut joined = vec![Vec::new(); boxes];
    for (from, to) in &lines {
        joined[*from].push(*to);
        joined[*to].push(*from);
    }
    let (order, rank) = order(boxes, &lines);
    let is_later = |number: usize, other: &usize| rank[*other] > rank[number];
    let mut columns = vec![0_usize; boxes];
    for number in &order {
        for other in joined[*number].iter().filter(|other| is_later(*number, other)) {
            columns[*other] = columns[*other].max(columns[*number] + 1);
        }
    }
    // A box with more lines to the right than to the left is moved as far to the right as possible.
    for number in order.iter().rev() {
        let right: Vec<usize> = joined[*number].iter().copied().filter(|other| is_later(*number, other)).collect();
        if 2 * right.len() > joined[*number].len() {
            let nearest = right.iter().map(|other| columns[*other]).min();
            columns[*number] = nearest.unwrap_or_default().saturating_sub(1);
        }
    }
    columns
}

/// The boxes in an order in which each comes after all boxes with a line to it, and the rank of each box. Where lines form
/// a circle, the first remaining box comes next.
fn order(boxes: usize, lines: &[(usize, usize)]) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut targets = vec![Vec::new(); boxes];
    let mut waits_for = vec![0_usize; boxes];
    for (from, to) in lines {
        targets[*from].push(*to);
        waits_for[*to] += 1;
    }
    let mut free: VecDeque<usize> = (0..boxes).filter(|number| waits_for[*number] == 0).collect();
    let mut all = 0..boxes;
    let mut order = Vec::with_capacity(boxes);
    let mut rank = vec![None; boxes];
    while let Some(next) = free.pop_front().or_else(|| all.find(|number| rank[*number].is_none())) {
        if rank[next].is_some() {
            continue;
        }
        rank[next] = Some(order.len());
        order.push(next);
        for target in &targets[next] {
            waits_for[*target] -= 1;
            if waits_for[*target] == 0 {
                free.push_back(*target);
            }
        }
    }
    (order, rank)
}

/// A number for each box; boxes that are connected, directly or not, have the same number.
pub fn islands(boxes: usize, lines: &[(usize, usize)]) -> Vec<usize> {
    let mut lower: Vec<usize> = (0..boxes).collect();
    for (from, to) in lines {
        let (one, other) = (lowest(&mut lower, *from), lowest(&mut lower, *to));
        lower[one.max(other)] = one.min(other);
    }
    (0..boxes).map(|number| lowest(&mut lower, number)).collect()
}

/// The first known box of an island.
fn lowest(lower: &mut [usize], mut number: usize) -> usize {
    while lower[number] != number {
        lower[number] = lower[lower[number]];
        number = lower[number];
    }
    number
}
