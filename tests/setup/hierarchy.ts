export * from '@yunhu/scripts/fixture/hierarchy';
